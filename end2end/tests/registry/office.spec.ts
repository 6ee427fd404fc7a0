// The office's register, by the labels of its screens: people and hospitals, password links, addresses, import, papers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';

import { expect, test } from '../../fixtures';
import { hospitalAddress } from '../../pages/facility';
import { mailTo } from '../../setup/mail';
import { newApplicant } from '../../setup/people';
import { member, newcomer, signedIn } from '../../setup/ready';

const stamped = readFileSync(join(import.meta.dirname, '../../../backend/src/demo/stamped.pdf'));

async function office(page: Page, path: string): Promise<void> {
  await signedIn(page, 'office', 'office@example.jp');
  await page.goto(path);
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('A5 somebody who lost their mail gets a password link from the office', async ({ page, another, audit }) => {
  const person = newApplicant();
  await office(page, '/office/members');
  await expect(heading(page, '会員')).toBeVisible();
  await audit(page);
  await page.getByLabel('会員番号・氏名・ふりがな・メールアドレス').fill(person.email.toUpperCase());
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('1名見つかりました。')).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: person.name, exact: true }).click();
  await expect(heading(page, '会員の情報')).toBeVisible();
  await expect(page.getByText(person.number, { exact: true })).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: 'パスワード設定のメールを送る' }).click();
  await expect(page.getByText(person.email)).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'パスワード設定のメールを送信しました。' })).toBeVisible();

  const mail = await mailTo(person.email, 'パスワードの設定をお願いいたします');
  const link = /https?:\/\/\S+\/password\/set\/\S+/.exec(mail.text)?.[0] ?? '';
  const recipient = await another();
  await recipient.goto(new URL(link).pathname);
  await expect(heading(recipient, 'パスワードの発行')).toBeVisible();
});

test('A9 nobody who has left is sent a link, and filters find them', async ({ page, audit }) => {
  await office(page, '/office/members');
  await page.getByLabel('在籍').selectOption({ label: '退会' });
  await page.getByLabel('職種').selectOption('physician');
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByText('退会した会員はログインできません。')).toBeVisible();
  await expect(page.getByRole('link', { name: 'パスワード設定のメールを送る' })).toHaveCount(0);
  await audit(page);
});

test('A1 A8 a hospital gets another address, refused while somebody has it, and both are told', async ({ page, another, audit }, info) => {
  const hospital = await another();
  const email = hospitalAddress(info.workerIndex);
  await newcomer(hospital, 'core', email);
  await office(page, '/office/facilities');
  await audit(page);
  await page.getByLabel('施設名・ふりがな・施設番号・認定番号・メールアドレス').fill(email);
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('table').getByRole('link').first().click();
  await expect(heading(page, '施設の情報')).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: 'ログイン用メールアドレスの変更' }).click();
  await page.getByLabel('新しいメールアドレス').fill('Core@hospital.example.jp');
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'すでに使われています' })).toBeVisible();
  await expect(page.getByLabel('新しいメールアドレス')).toHaveValue('Core@hospital.example.jp');
  await audit(page);
  const other = hospitalAddress(info.workerIndex);
  await page.getByLabel('新しいメールアドレス').fill(other);
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'ログイン用メールアドレスを変更しました。' })).toBeVisible();
  for (const address of [email, other]) await mailTo(address, 'ログイン用メールアドレスが変更されました');
});

test('E1 files are checked, asked about and imported; broken rows are named', async ({ page, audit }, info) => {
  const number = `8${info.workerIndex}${Date.now() % 10_000_000}`;
  const head = 'member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation';
  const file = (email: string) => ({ name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(`${head}\r\n${number},取込,花子,とりこみ,はなこ,${email},医師,2026-04-01,,丘の病院\r\n`) });
  await office(page, '/office/import');
  await expect(heading(page, 'データの取り込み')).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '検査する' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'ファイルが選択されていません' })).toBeVisible();
  await page.getByLabel('会員(members.csv)').setInputFiles(file('no-address'));
  await page.getByRole('button', { name: '検査する' }).click();
  await expect(page.getByText('誤りがあるため取り込めません。')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'メールアドレスの形式ではありません' })).toContainText('no-address');
  await audit(page);
  await page.getByRole('link', { name: '別のファイルを検査する' }).click();
  await page.getByLabel('会員(members.csv)').setInputFiles(file(`m${number}@member.example.jp`));
  await page.getByRole('button', { name: '検査する' }).click();
  await page.getByRole('link', { name: '取り込みへ進む' }).click();
  await expect(page.getByText('会員: 新規 1件・変更 0件・変更なし 0件')).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '取り込む', exact: true }).click();
  await expect(page.getByText('取り込みました。')).toBeVisible();
  await page.goto(`/office/members?q=${number}`);
  await expect(page.getByRole('link', { name: '取込 花子' })).toBeVisible();
});

test('P10 the office reads a case with what became of it, without 備考', async ({ page, audit }) => {
  await office(page, '/office/members?q=100001');
  await page.getByRole('link', { name: '緩和 太郎' }).click();
  await expect(page.getByRole('link', { name: '番号2の症例を読む' })).toHaveCount(0);
  await page.getByRole('link', { name: '番号3の症例を読む' }).click();
  await expect(heading(page, '専門医新規申請 症例(番号:3)')).toBeVisible();
  await expect(page.getByRole('heading', { name: '介入後の経過' })).toBeVisible();
  await expect(page.getByText(/非承認\(.+ 先生\)/)).toBeVisible();
  await audit(page);
  await page.goto('/office/members?q=100001');
  await page.getByRole('link', { name: '緩和 太郎' }).click();
  await expect(page.getByText('症例の閲覧(事務局)').first()).toBeVisible();
});

test('P9 what is said of a paper is checked, and a supervisor who is still a member judges here', async ({ page, audit }) => {
  await office(page, '/office/members?q=100001');
  await page.getByRole('link', { name: '緩和 太郎' }).click();
  await page.getByRole('link', { name: '番号1の書面による承認を記録する' }).click();
  await expect(heading(page, '書面による承認')).toBeVisible();
  await audit(page);
  await page.getByLabel('指導者の会員番号').fill('200001');
  await page.getByLabel('書面の日付').fill('2026-09-01');
  await page.getByRole('button', { name: '確認する' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toContainText('この指導者は在籍しています。');
  await expect(summary).toContainText('「理由」を入力してください。');
  await expect(page.getByLabel('指導者の会員番号')).toHaveValue('200001');
  await audit(page);
  await page.getByLabel('書面のスキャン(PDF)').setInputFiles({ name: '承認書.pdf', mimeType: 'application/pdf', buffer: stamped });
  await page.getByRole('button', { name: '確認する' }).click();
  await expect(page.getByRole('link', { name: '承認書.pdf' })).toBeVisible();
  await expect(summary).not.toContainText('スキャン');
});

test('the audit of the filter is saved as a file', async ({ page }) => {
  await office(page, '/office/audit?event=account.');
  const link = page.getByRole('link', { name: 'CSVで保存する' });
  const file = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(file.headers()['content-disposition']).toContain('attachment');
  expect(await file.text()).toContain('日時,区分,操作した人');
});

test('E3 a member who signs in sees nothing of the register', async ({ page }) => {
  await member(page, newApplicant());
  await page.goto('/office/members');
  await expect(heading(page, '事務局ログイン')).toBeVisible();
});
