// The main job, by its labels alone: a physician writes cases and asks, a supervisor judges on a phone, what came back is
// corrected, asked for again and approved.
import { expect, test } from '../../fixtures';
import { approve, openFirst, reject } from '../../pages/approvals';
import { ask, fillReport, openSlot, register, rowOf, send } from '../../pages/cases';
import { firstVisit } from '../../pages/door';
import { mailTo, mailsTo } from '../../setup/mail';
import { certificateOf, newApplicant, newSupervisor } from '../../setup/people';

const MEMO = '備考の目印-自分用のメモ';

test('the main job, from the first letter to the last approval', async ({ page, another, audit }) => {
  test.setTimeout(300_000);
  const applicant = newApplicant();
  const supervisor = newSupervisor();
  await firstVisit(page, applicant);

  await page.goto('/cases/specialist');
  await expect(page.getByRole('heading', { level: 1, name: '専門医新規申請(20例)' })).toBeVisible();
  await audit(page);

  await openSlot(page, 1);
  await audit(page);
  await fillReport(page, { category: '痛み', diagnosis: '前立腺癌、多発骨転移', history: '前立腺癌の診断後、内分泌療法を行っていた。腰痛が増悪し、体動が困難となったため緩和ケア病棟へ入院した。', memo: MEMO });
  await register(page);
  await expect(rowOf(page, 1)).toContainText('未承認');
  await expect(rowOf(page, 1)).toContainText(MEMO);

  await openSlot(page, 3);
  await fillReport(page, { category: '精神症状', diagnosis: '卵巣癌、腹膜播種', history: '再発の告知の後から不眠となり、緩和ケアチームへ依頼となった。', memo: MEMO });
  await register(page);

  await ask(page, [1, 3], supervisor, certificateOf(supervisor), 'ご指導いただいた2例です。よろしくお願いいたします。');
  await audit(page);
  await send(page);
  for (const number of [1, 3]) await expect(rowOf(page, number)).toContainText('承認依頼中');
  await audit(page);

  // The supervisor, on a phone.
  const notice = await mailTo(supervisor.email, '症例承認のご依頼が届いています(2例)');
  expect(notice.text).not.toContain('前立腺癌');
  const phone = await another({ phone: true });
  await firstVisit(phone, supervisor);
  await phone.goto('/approvals');
  await expect(phone.getByText('承認依頼中 2件')).toBeVisible();
  await audit(phone);
  await openFirst(phone);
  await expect(phone.getByText('ご指導いただいた2例です。')).toBeVisible();
  // In reach from the first line of the report.
  await expect(phone.getByRole('button', { name: '承認する', exact: true }).last()).toBeInViewport();
  expect(await phone.content()).not.toContain(MEMO);
  await audit(phone);
  await approve(phone);

  // The next case opens by itself.
  await expect(phone.getByRole('heading', { level: 1, name: '専門医新規申請 番号3' })).toBeVisible();
  expect(await phone.content()).not.toContain(MEMO);
  await reject(phone, { 介入時までの現病歴: '症状の出現時期と依頼までの経過が分かるように記載してください。' }, '全体としてよくまとまっています。');

  // What came back.
  await mailTo(applicant.email, '症例(番号1)が承認されました');
  const back = await mailTo(applicant.email, '症例(番号3)が非承認となりました');
  expect(back.text).not.toContain('症状の出現時期');
  await page.goto('/cases/specialist');
  await expect(rowOf(page, 1)).toContainText('承認済み');
  await expect(rowOf(page, 3)).toContainText('非承認');
  await expect(rowOf(page, 3)).toContainText('結果あり');
  await openSlot(page, 3);
  const comment = page.getByRole('link', { name: /症状の出現時期|介入時までの現病歴/ }).first();
  await expect(comment).toBeVisible();
  await expect(page.getByText('全体としてよくまとまっています。')).toBeVisible();
  await audit(page);
  await page.getByLabel('介入時までの現病歴').fill('2025年4月下旬の再発告知の約1週間後から不眠となり、5月12日に緩和ケアチームへ依頼となった。');
  await register(page);
  await expect(rowOf(page, 3)).toContainText('非承認');
  await ask(page, [3], supervisor, certificateOf(supervisor), '時系列を書き直しました。');
  await send(page);

  await openFirst(phone);
  await expect(phone.getByText('2回目の依頼')).toBeVisible();
  await expect(phone.getByText('変更あり').first()).toBeVisible();
  await expect(phone.getByText('症状の出現時期と依頼までの経過が分かるように記載してください。').first()).toBeVisible();
  await audit(phone);
  await approve(phone);
  await expect(phone).toHaveURL(/\/approvals(\?|$)/);

  await page.goto('/cases/specialist');
  await expect(rowOf(page, 3)).toContainText('承認済み');
  await expect(page.getByText('あと18例の承認が必要です。')).toBeVisible();
  expect(mailsTo(supervisor.email).filter((mail) => mail.subject.includes('ご依頼が届いています'))).toHaveLength(2);
});
