import { expect, test } from '../../fixtures';
import { approve, general, judging } from '../../pages/approvals';
import { signedIn } from '../../setup/ready';

test('C11 an old screen decides nothing over the comments of another, and neither loses a word', async ({ page, another, audit }) => {
  test.setTimeout(180_000);
  const judge = await judging(page, await another(), [6]);
  const phone = await another({ phone: true });
  await signedIn(phone, 'member', judge.number, judge.password);
  await phone.goto(page.url());
  await general(phone).fill('電話で書いたコメント');
  await phone.getByRole('button', { name: '承認する', exact: true }).click();
  await expect(phone.getByRole('alert').filter({ hasText: 'コメント 1件を一緒に送ります。' })).toBeVisible();

  await general(page).fill('机で書いたコメント');
  await page.getByRole('button', { name: '承認する', exact: true }).click();
  await expect(page.getByText('両方のコメントを並べて保存しました')).toBeVisible();
  await expect(general(page)).toHaveValue('電話で書いたコメント\n\n【別の画面で入力したコメント】\n机で書いたコメント');
  await audit(page);

  await phone.getByRole('alert').getByRole('button', { name: '承認する', exact: true }).click();
  await expect(phone.getByText('両方のコメントを並べて保存しました')).toBeVisible();
  await general(phone).fill('電話で選んだコメント');
  await approve(phone);
});
