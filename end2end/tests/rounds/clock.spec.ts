// `/dev/clock` without moving it: every other test of the run lives on the day of its start.
import { expect, test } from '../../fixtures';

test('the clock goes forward only', async ({ page, audit }) => {
  await page.goto('/dev/clock');
  await expect(page.getByText('進めた日時は戻せません。')).toBeVisible();
  await audit(page);
  await page.getByLabel('日付', { exact: true }).fill('2020-02-01');
  await page.getByRole('button', { name: '日時を進める' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '日時を戻すことはできません。' })).toBeVisible();
  await expect(page.getByLabel('日付', { exact: true })).toHaveValue('2020-02-01');
  await audit(page);
});
