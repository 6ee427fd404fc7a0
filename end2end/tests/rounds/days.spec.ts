// Before, during and after a round, lived through with the demo's clock (F2).
import { expect } from '../../fixtures';
import { fillSignIn } from '../../pages/door';
import { goOnTo, setClock, test } from '../../setup/clock';

test('F2 every door says what holds before, during and after a round', async ({ page, audit }) => {
  test.setTimeout(240_000);
  const doors = page.getByRole('link', { name: /^新規申請の方はこちら/ });
  // The demo's rounds are open on the first day.
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '施設認定の申請期間' })).toBeVisible();
  await expect(page.getByRole('link', { name: '基幹施設 新規申請' })).toBeVisible();
  await audit(page);
  await page.goto('/facility/apply');
  await expect(doors).toHaveCount(2);

  await goOnTo(page, '申請期間の最終日の最後の1分');
  await audit(page);
  await page.goto('/facility/apply');
  await expect(doors).toHaveCount(2);
  await page.goto('/office');
  await fillSignIn(page, 'office@example.jp', undefined, 'メールアドレス');
  await expect(page.getByText('作成中の申請が')).toBeVisible();
  await page.goto('/facility/signin');
  await page.getByRole('button', { name: 'ログアウト' }).click();

  // The minute is over: by hand, since nobody waits for it.
  await page.goto('/dev/clock');
  const date = await page.getByLabel('日付', { exact: true }).inputValue();
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  await setClock(page, next.toISOString().slice(0, 10), '00:00');
  await page.goto('/');
  await expect(page.getByText('現在は申請期間外です。').first()).toBeVisible();
  await expect(page.getByRole('link', { name: '基幹施設 新規申請' })).toHaveCount(0);
  await page.goto('/facility/apply');
  await expect(doors).toHaveCount(0);
  await audit(page);
  await page.getByRole('link', { name: '現在、認定中の施設をお持ちの場合はこちら' }).click();
  await fillSignIn(page, 'draft@hospital.example.jp', undefined, 'メールアドレス');
  await page.goto('/facility/apply/core/form2');
  await expect(page.getByRole('heading', { level: 1, name: '基幹施設申請' })).toBeVisible();
  await expect(page.getByText('入力した内容は保管されています。')).toBeVisible();
  await audit(page);

  // The next round goes on with the draft.
  await goOnTo(page, '次の申請期間の初日');
  await page.goto('/facility/apply/core');
  await fillSignIn(page, 'draft@hospital.example.jp', undefined, 'メールアドレス');
  await expect(page.getByRole('listitem').filter({ hasText: '1.申請書' })).toContainText('登録済');
  await page.getByRole('link', { name: '2.概要書' }).click();
  await expect(page.getByRole('button', { name: '一時保存' })).toBeVisible();
});
