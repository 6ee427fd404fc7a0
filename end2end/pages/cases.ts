// The applicant's side, by its labels.
import { type Locator, type Page, expect } from '@playwright/test';

import { hydrated } from '../fixtures';
import { facility } from '../setup/people';

export interface Report {
  category: string;
  diagnosis: string;
  history: string;
  memo?: string;
}

export const texts = {
  background: '高血圧症で内服中。元会社員。妻と二人暮らし、長女が近隣に在住。信仰は特にない。',
  assessment: '疼痛はNRS安静時4、体動時8。神経学的な異常は認めない。不眠を伴い、表情は硬い。日常生活動作は軽介助。',
  problems: '1. 骨転移による体動時痛 2. 不眠 3. 病状の見通しへの不安',
  course: 'オピオイドの持続製剤を増量し、突出痛には速放製剤を体動前に使用した。放射線治療を併用し、3週間後には体動時NRS 3となり、短距離の歩行が可能となった。',
  discussion: '体動時痛に対して、予防的なレスキュー薬の使用と放射線治療の併用が有効であった。生活動作ごとに痛みを評価することの重要性を学んだ。',
};

export async function openSlot(page: Page, number: number, set = 'specialist'): Promise<void> {
  await page.goto(`/cases/${set}`);
  await rowOf(page, number).getByRole('link', { name: '編集', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`_編集画面\\(番号:${number}\\)$`));
}

export function rowOf(page: Page, number: number): Locator {
  return page.getByRole('row').filter({ has: page.locator(`#number-${number}`) });
}

/** Searches the certification record that covers the texts' period, and chooses it. */
export async function chooseFacility(page: Page): Promise<void> {
  const record = facility();
  await page.getByLabel('名称・認定番号を入力').fill(record.number);
  await page.getByRole('button', { name: '検索', exact: true }).click();
  await hydrated(page);
  await page.getByRole('radio', { name: new RegExp(record.number) }).check();
}

/** Fills the whole form of a case, by its labels. */
export async function fillReport(page: Page, report: Report): Promise<void> {
  await chooseFacility(page);
  await page.getByLabel('開始日').fill('2025-05-12');
  await page.getByLabel('終了日').fill('2025-07-03');
  const category = page.getByLabel('症例区分');
  if (await category.isEnabled()) await category.selectOption(report.category);
  await page.getByLabel('年齢').selectOption('60歳代');
  await page.getByLabel('性別').selectOption('男性');
  await page.getByLabel('診断名').fill(report.diagnosis);
  await page.getByLabel('診療の場').selectOption('緩和ケア病棟');
  await page.getByLabel('申請者の立場').selectOption('主治医');
  await page.getByLabel('介入時までの現病歴').fill(report.history);
  await page.getByLabel('既往歴・社会的背景').fill(texts.background);
  await page.getByLabel('介入時の評価').fill(texts.assessment);
  if (await page.getByLabel('問題点').count()) await page.getByLabel('問題点').fill(texts.problems);
  await page.getByLabel('介入後の経過').fill(texts.course);
  await page.getByLabel('転帰').selectOption('継続');
  await page.getByLabel('考察').fill(texts.discussion);
  if (report.memo) await page.getByLabel('備考').fill(report.memo);
  await page.getByLabel('個人を特定できる情報を含まないことの確認').check();
}

export async function register(page: Page): Promise<void> {
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '登録しました。' })).toBeVisible();
  await hydrated(page);
}

export async function ask(page: Page, numbers: number[], supervisor: { number: string; name: string }, certificate: string, message: string): Promise<void> {
  await page.goto('/cases/specialist');
  for (const number of numbers) await page.getByRole('checkbox', { name: `症例${number}を選択`, exact: true }).check();
  await page.getByRole('button', { name: '承認依頼をする' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '症例承認依頼' })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('名前・ふりがな・認定番号を入力').fill(certificate);
  await page.getByRole('button', { name: '検索', exact: true }).click();
  await hydrated(page);
  await page.getByRole('radio', { name: new RegExp(supervisor.name.replace(' ', '.?')) }).check();
  await page.getByLabel('通信欄(200文字以内)').fill(message);
}

export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: '承認依頼を送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '承認依頼を送信しました。' })).toBeVisible();
  await hydrated(page);
}
