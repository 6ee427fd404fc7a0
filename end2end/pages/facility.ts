// Hospitals, by the labels of their screens.
import { type Page, expect } from '@playwright/test';

import { mailTo } from '../setup/mail';
import type { Hospital } from '../setup/people';
import { CHOSEN_PASSWORD, fillSignIn } from './door';

let serial = 0;
/** An address that no other test has. */
export const hospitalAddress = (worker: number): string => `clerk-${process.pid}-${worker}-${Date.now()}-${(serial += 1)}@hospital.example.jp`;

export type Kind = '基幹施設' | '連携施設';

/** 「新規登録」 up to the first password: signed in, at the application. */
export async function signUp(page: Page, kind: Kind, email: string): Promise<void> {
  await page.goto('/facility/apply');
  await page.getByRole('link', { name: `新規申請の方はこちら(${kind})` }).click();
  await page.getByRole('link', { name: '新規登録の方はこちら' }).click();
  await page.getByLabel('姓', { exact: true }).fill('病院');
  await page.getByLabel('名', { exact: true }).fill('一子');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByRole('button', { name: '送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'パスワード発行用のURLをメールでお送りしました。' })).toBeVisible();
  const mail = await mailTo(email, 'パスワードの設定をお願いいたします');
  await page.goto(new URL(/https?:\/\/\S+\/password\/set\/\S+/.exec(mail.text)?.[0] ?? '').pathname);
  await page.getByLabel('パスワード', { exact: true }).fill(CHOSEN_PASSWORD);
  await page.getByLabel('パスワード(確認)').fill(CHOSEN_PASSWORD);
  await page.getByRole('button', { name: '登録する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${kind}申請` })).toBeVisible();
}

export async function facilitySignIn(page: Page, email: string, password?: string): Promise<void> {
  await page.goto('/facility/signin');
  await fillSignIn(page, email, password, 'メールアドレス');
  await expect(page.getByRole('heading', { level: 1, name: 'マイページTOP' })).toBeVisible();
}

/** Everything of 1.申請書 but the file, in a hospital that has no certification yet. */
export async function fillForm1(page: Page, name: string): Promise<void> {
  await page.getByLabel('現在の施設認定資格').selectOption('なし');
  await page.getByLabel('施設名', { exact: true }).fill(name);
  await page.getByLabel('施設名ふりがな').fill('おかのびょういん');
  await page.getByLabel('郵便番号').fill('399-0001');
  await page.getByLabel('都道府県').selectOption('長野県');
  await page.getByLabel('住所').fill('丘市1-2-3');
  await page.getByLabel('電話番号').fill('026-000-0001');
  await page.getByLabel('施設長氏名').fill('柏木 恒夫');
  await page.getByLabel('施設責任者 会員番号').fill('200001');
  await page.getByLabel('施設責任者 氏名').fill('渡邉 誠一');
  await page.getByLabel('施設責任者 資格').selectOption('指導医');
  await page.getByLabel('申請日').fill('2026-01-15');
  await page.getByLabel('事務担当者 氏名').fill('小林 由美');
  await page.getByLabel('事務担当者 メールアドレス').fill('office@hospital.example.jp');
}

/** Everything of 2.概要書 but 基幹施設との連携. */
export async function fillForm2(page: Page): Promise<void> {
  await page.getByLabel('がん診療拠点病院等(国指定)').check();
  await page.getByLabel('拠点病院の種別').selectOption('地域がん診療病院');
  await page.getByLabel('緩和ケアチーム', { exact: true }).selectOption('あり');
  await page.getByLabel('緩和ケアチームの構成').fill('医師2名、看護師3名、薬剤師1名');
  await page.getByLabel('緩和ケアチームの年間新規依頼件数').fill('180');
  await page.getByLabel('総病床数').fill('420');
  await page.getByLabel('年間看取り件数').fill('96');
  const first = page.getByRole('group', { name: '1人目' });
  await first.getByLabel('会員番号').fill('200001');
  await first.getByLabel('氏名').fill('渡邉誠一');
  await first.getByLabel('資格').selectOption('指導医');
}

/** An imported hospital's first visit: the password link by mail, then signed in. */
export async function hospitalsFirstVisit(page: Page, hospital: Hospital): Promise<void> {
  await page.goto('/facility/signin');
  await page.getByRole('link', { name: 'パスワードをお忘れの方はこちら' }).click();
  await page.getByLabel('メールアドレス').fill(hospital.email);
  await page.getByRole('button', { name: '送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'メールでお送りしました' })).toBeVisible();
  const mail = await mailTo(hospital.email, 'パスワードの設定をお願いいたします');
  await page.goto(new URL(/https?:\/\/\S+\/password\/set\/\S+/.exec(mail.text)?.[0] ?? '').pathname);
  await page.getByLabel('パスワード', { exact: true }).fill(CHOSEN_PASSWORD);
  await page.getByLabel('パスワード(確認)').fill(CHOSEN_PASSWORD);
  await page.getByRole('button', { name: '登録する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'マイページTOP' })).toBeVisible();
}
