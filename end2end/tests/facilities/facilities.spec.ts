// 施設マイページ of a certified facility and the office's answer, by the labels of the screens (F2, F12, F13).
import { expect, test } from '../../fixtures';
import { CHOSEN_PASSWORD } from '../../pages/door';
import { facilitySignIn, hospitalsFirstVisit } from '../../pages/facility';
import { type Hospital, newHospital } from '../../setup/people';
import { signedIn } from '../../setup/ready';

/** A day of the year to come, as date inputs want it. */
const nextMonth = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

test.describe.configure({ mode: 'serial' });

/** The hospital of these three tests, and of no other project's. */
let hospital: Hospital;
test.beforeAll(() => {
  hospital = newHospital('認定研修施設');
});

test('F13 a facility changes its contact data at once and asks for another address', async ({ page, audit }) => {
  await hospitalsFirstVisit(page, hospital);
  await page.goto('/facility/training');
  await expect(page.getByRole('heading', { level: 1, name: '認定研修施設' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: '現在の認定' })).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '詳細・変更' }).click();
  await page.getByLabel('郵便番号').fill('1');
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('alert')).toContainText('7桁の数字');
  await page.getByLabel('郵便番号').fill('520-0001');
  await page.getByLabel('電話番号').fill('077-000-0001');
  await page.getByLabel('施設長氏名').fill('水鳥 一郎');
  await page.getByLabel('事務担当者 氏名').fill('水鳥 花子');
  await page.getByLabel('事務担当者 メールアドレス').fill(hospital.email);
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('status')).toContainText('連絡先を変更しました。');

  await page.getByText('住所の変更を申請する').click();
  const form = page.getByRole('region', { name: '住所の変更' });
  await form.getByLabel('住所').fill('湖畔市1-2-3');
  await form.getByLabel('変更日').fill(nextMonth());
  await form.getByRole('button', { name: '住所の変更を申請' }).click();
  await expect(page.getByRole('status')).toContainText('住所の変更を申請しました。');
  await expect(page.getByRole('listitem').filter({ hasText: '住所の変更' })).toContainText('承認待ち');
  await audit(page);
});

test('F13 the office sees old and new side by side and approves', async ({ page, audit }) => {
  await signedIn(page, 'office', 'office@example.jp');
  await page.goto('/office');
  await page.getByRole('link', { name: '変更・返上を開く' }).click();
  await page.getByRole('link', { name: `${hospital.name} 住所の変更` }).click();
  await expect(page.getByRole('row', { name: /住所/ })).toContainText('湖畔市1-2-3');
  await audit(page);
  await page.getByRole('link', { name: '承認', exact: true }).click();
  await page.getByRole('button', { name: '承認する' }).click();
  await expect(page.getByRole('status')).toContainText('承認しました。');
});

test('F12 giving back is asked once more and can be withdrawn', async ({ page, audit }) => {
  await facilitySignIn(page, hospital.email, CHOSEN_PASSWORD);
  await page.goto('/facility/training');
  await page.getByRole('link', { name: '認定返上申請' }).click();
  await page.getByLabel('返上日').fill(nextMonth());
  await page.getByLabel('返上の理由').fill('病棟を閉鎖するため');
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await expect(page.getByRole('heading', { name: '認定研修施設の認定を返上しますか?' })).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '返上を申請する' }).click();
  await expect(page.getByRole('status')).toContainText('認定返上を申請しました。');
  await page.getByRole('button', { name: '取り下げ' }).click();
  await expect(page.getByRole('status')).toContainText('申請を取り下げました。');
});
