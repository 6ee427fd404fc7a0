import { expect, test } from '../../fixtures';
import { openFirst } from '../../pages/approvals';
import { rowOf } from '../../pages/cases';
import { certificateOf, newApplicant, newSupervisor } from '../../setup/people';
import { member, registered, requested } from '../../setup/ready';

test('a new request appears in an open queue; comments are kept as drafts; keys; withdrawal is told', async ({ page, another, isMobile }) => {
  test.setTimeout(240_000);
  const supervisor = newSupervisor();
  const judge = await another();
  await member(judge, supervisor);
  await judge.goto('/approvals');
  await expect(judge.getByText('承認依頼はまだ届いていません')).toBeVisible();

  await member(page, newApplicant());
  await registered(page, 6, { category: '社会的な関わり', diagnosis: '食道癌', history: '独居で、退院先の調整を要した。' });
  await requested(page, [6], certificateOf(supervisor), 'お願いいたします。');
  await expect(judge.getByRole('link', { name: '閲覧', exact: true })).toBeVisible();

  await openFirst(judge);
  await judge.getByLabel('全体へのコメント').fill('書きかけのコメント');
  await expect(judge.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible();
  await judge.reload();
  await expect(judge.getByLabel('全体へのコメント')).toHaveValue('書きかけのコメント');
  if (!isMobile) {
    await judge.getByRole('heading', { level: 1 }).click();
    await judge.keyboard.press('r');
    await expect(judge.getByRole('dialog')).toBeVisible();
    await judge.keyboard.press('Escape');
    await expect(judge.getByRole('dialog')).toBeHidden();
  }

  // The applicant withdraws while the page is open: the decision is refused in words, the comment stays.
  await page.goto('/cases/specialist');
  await page.getByRole('checkbox', { name: '症例6を選択', exact: true }).check();
  await page.getByRole('button', { name: '承認依頼の取り下げをする' }).click();
  await page.getByRole('button', { name: '承認依頼の取り下げをする' }).last().click();
  await expect(page.getByRole('status').filter({ hasText: '取り下げました。' })).toBeVisible();
  await expect(rowOf(page, 6)).toContainText('未承認');
  await judge.getByRole('button', { name: '承認する', exact: true }).last().click();
  await judge.getByRole('dialog').getByRole('button', { name: '承認する', exact: true }).click();
  await expect(judge.getByText('申請者によってすでに取り下げられています').first()).toBeVisible();
});
