// F3, F6 with JavaScript: what is typed into the forms of an application is never lost, and the stamped paper arrives with
// its progress. Without JavaScript: apply.spec.ts.
import { type Page, type TestInfo } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, hydrated, loadFromBefore, test } from '../../fixtures';
import { CHOSEN_PASSWORD, fillSignIn } from '../../pages/door';
import { fillForm2, hospitalAddress } from '../../pages/facility';
import { pdf } from '../../setup/pdf';
import { newcomer, signedIn } from '../../setup/ready';

const stamped = readFileSync(join(import.meta.dirname, '../../../backend/src/demo/stamped.pdf'));
const paper = { name: '申請書・在籍証明書.pdf', mimeType: 'application/pdf', buffer: stamped };
/** Big enough to be on its way for a while when the line is slow. */
const long = { ...paper, name: '長い書類.pdf', buffer: Buffer.from(pdf(6_000_000)) };

/** A new hospital with this form of its application open. */
async function openForm(page: Page, info: TestInfo, form: 'form1' | 'form2'): Promise<string> {
  const email = hospitalAddress(info.workerIndex);
  await newcomer(page, 'core', email);
  await page.goto(`/facility/apply/core/${form}`);
  return email;
}

const kept = (page: Page) => page.getByText(/下書き保存済み \d\d:\d\d/);
const file = (page: Page) => page.getByLabel('申請書・在籍証明書', { exact: true });

/** Drops files on an element of the page, as a person does with the mouse. */
async function drop(page: Page, selector: string, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const sent = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString('base64') }));
  const data = await page.evaluateHandle((sent) => {
    const data = new DataTransfer();
    for (const { name, mimeType, text } of sent) data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type: mimeType }));
    return data;
  }, sent);
  await page.dispatchEvent(selector, 'dragover', { dataTransfer: data });
  await page.dispatchEvent(selector, 'drop', { dataTransfer: data });
}

/** Lets a browser send only so many bytes in a second. */
async function slow(page: Page, bytes: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const line = (uploadThroughput: number) => session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await line(bytes);
  return async () => void (await line(-1));
}

test('F3 a draft is kept within two seconds of the last key, and on leaving a field', async ({ page, another, audit }, info) => {
  const email = await openForm(page, info, 'form2');
  await expect(page.getByText('入力した内容は自動的に下書き保存されます。')).toBeVisible();
  await page.getByLabel('総病床数').pressSequentially('420');
  await expect(kept(page)).toBeVisible({ timeout: 4_000 });
  await page.getByLabel('研修体制').fill('週に一度の症例検討会');
  await expect(page.getByText('10 / 600文字')).toBeVisible();
  await audit(page);
  const elsewhere = await another();
  await signedIn(elsewhere, 'facility', email, CHOSEN_PASSWORD);
  await elsewhere.goto('/facility/apply/core/form2');
  await expect(elsewhere.getByLabel('総病床数')).toHaveValue('420');

  // The choice is kept as soon as it is left, and the buttons go on with the newest version.
  const saved = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/applications/save_draft');
  await page.getByLabel('緩和ケアチーム', { exact: true }).selectOption('あり');
  await page.keyboard.press('Tab');
  expect((await saved).status()).toBe(200);
  await page.getByLabel('年間看取り件数').fill('96');
  await page.getByRole('button', { name: '一時保存' }).click();
  await expect(page.getByRole('status').filter({ hasText: '「2.概要書」を一時保存しました。' })).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel('年間看取り件数')).toHaveValue('96');
  await expect(page.getByRole('region', { name: '別の画面で入力された内容が残っています' })).toHaveCount(0);
});

test('F3 a form that was 登録済 says so when it is no longer', async ({ page }, info) => {
  await openForm(page, info, 'form2');
  await fillForm2(page);
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '2.概要書' })).toContainText('登録済');
  await page.goto('/facility/apply/core/form2');
  const state = page.getByText(/^状態: /);
  await expect(state).toContainText('登録済');
  await page.getByLabel('総病床数').fill('');
  await expect(state).toContainText('未完了');
  await page.getByLabel('総病床数').fill('400');
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '2.概要書' })).toContainText('登録済');
});

test('F3 the session ends while typing: after signing in again the text is there', async ({ page, context, audit }, info) => {
  const email = await openForm(page, info, 'form1');
  await context.clearCookies();
  await page.getByLabel('施設名', { exact: true }).fill('丘の病院');
  await expect(page.getByText(/ログインの有効期限が切れました/)).toBeVisible();
  await page.getByRole('link', { name: 'ログイン画面へ' }).click();
  await fillSignIn(page, email, CHOSEN_PASSWORD, 'メールアドレス');
  await hydrated(page);
  await expect(page.getByLabel('施設名', { exact: true })).toHaveValue('丘の病院');
  await expect(page.getByText(/この端末に残っていた入力\(.*\)を元に戻しました。/)).toBeVisible();
  await expect(kept(page)).toBeVisible();
  await audit(page);
});

test('F3 a page that was made just before the save still shows what was typed', async ({ page }, info) => {
  await openForm(page, info, 'form2');
  await loadFromBefore(page, '/facility/apply/core/form2', '/api/applications/save_draft');
  await page.getByLabel('総病床数').fill('420');
  await page.reload();
  await expect(page.getByLabel('総病床数')).toHaveValue('420');
  await expect(page.getByText(/この端末に残っていた入力\(.*\)を元に戻しました。/)).toBeVisible();
  await expect(kept(page)).toBeVisible();
});

test('F3 an old tab never overwrites a newer draft silently: it says so, and both are shown', async ({ page, another, audit }, info) => {
  const email = await openForm(page, info, 'form2');
  const second = await another();
  await signedIn(second, 'facility', email, CHOSEN_PASSWORD);
  await second.goto('/facility/apply/core/form2');
  await second.getByLabel('総病床数').fill('420');
  await expect(kept(second)).toBeVisible();
  await page.getByLabel('総病床数').fill('300');
  await expect(page.getByText(/別の画面でより新しい内容が保存された/)).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '最新の内容を開いて見比べる' }).click();
  const panel = page.getByRole('region', { name: '別の画面で入力された内容が残っています' });
  await expect(panel).toContainText('300');
  await expect(panel).toContainText('420');
  await expect(page.getByLabel('総病床数')).toHaveValue('420');
});

test.describe('the line is cut', () => {
  test.use({ cut: true });

  test('F3 the text waits in the browser and comes back after a reload', async ({ page }, info) => {
    await openForm(page, info, 'form2');
    await page.route('**/api/applications/**', (route) => route.abort());
    await page.getByLabel('総病床数').fill('420');
    await expect(page.getByText('通信が切れています。入力はこの端末に保存されています。')).toBeVisible();
    // A button waits for the line too, and nothing is lost by pressing it.
    await page.getByRole('button', { name: '一時保存' }).click();
    await expect(page.getByLabel('総病床数')).toHaveValue('420');
    await page.unroute('**/api/applications/**');
    await page.reload();
    await expect(page.getByLabel('総病床数')).toHaveValue('420');
    // The server has it, from the page that came or, when that was quicker, from the one that was left.
    await expect(kept(page).or(page.getByText(/最終保存/))).toBeVisible();
  });

  test('F3 what waited in the browser meets a newer draft: both are shown', async ({ page, another }, info) => {
    const email = await openForm(page, info, 'form2');
    await page.route('**/api/applications/**', (route) => route.abort());
    await page.getByLabel('総病床数').fill('300');
    await expect(page.getByText('通信が切れています。入力はこの端末に保存されています。')).toBeVisible();
    const second = await another();
    await signedIn(second, 'facility', email, CHOSEN_PASSWORD);
    await second.goto('/facility/apply/core/form2');
    await second.getByLabel('総病床数').fill('420');
    await expect(kept(second)).toBeVisible();
    await page.unroute('**/api/applications/**');
    await page.goto('/facility/apply/core/form2');
    const panel = page.getByRole('region', { name: '別の画面で入力された内容が残っています' });
    await expect(panel).toContainText('300');
    await expect(panel).toContainText('420');
    await expect(page.getByLabel('総病床数')).toHaveValue('420');
  });
});

test('F6 the paper by file choice: progress, its name, and it is in the draft', async ({ page, audit }, info) => {
  await openForm(page, info, 'form1');
  const faster = await slow(page, 400_000);
  await file(page).setInputFiles(long);
  await expect(page.getByRole('progressbar', { name: 'アップロードの進み具合' })).toBeVisible();
  await expect(page.getByText(/^[1-9]\d?%$/)).toBeVisible();
  await audit(page);
  // A button that is pressed meanwhile waits for the file.
  await page.getByRole('button', { name: '一時保存' }).click();
  await expect(page.getByText('アップロードが終わりしだい、続けます。')).toBeVisible();
  await faster();
  await expect(page.getByRole('status').filter({ hasText: '「1.申請書」を一時保存しました。' })).toBeVisible();
  await expect(page.getByRole('link', { name: '長い書類.pdf' })).toBeVisible();
  await hydrated(page);

  // Another one takes its place, without a press of any button.
  await file(page).setInputFiles(paper);
  await expect(page.getByText('「申請書・在籍証明書.pdf」をアップロードしました。')).toBeVisible();
  await expect(kept(page)).toBeVisible();
  const link = page.getByRole('link', { name: '申請書・在籍証明書.pdf' });
  const own = await page.request.get((await link.getAttribute('href')) ?? '');
  expect((await own.body()).equals(stamped)).toBe(true);
  await audit(page);
  await page.reload();
  await expect(page.getByRole('link', { name: '申請書・在籍証明書.pdf' })).toBeVisible();
});

test('F6 the paper by drag and drop; a file that is refused or misses the box changes nothing', async ({ page, audit }, info) => {
  await openForm(page, info, 'form1');
  await page.getByLabel('施設名', { exact: true }).fill('丘の病院');
  await drop(page, '#document', [paper]);
  const link = page.getByRole('link', { name: '申請書・在籍証明書.pdf' });
  await expect(link).toBeVisible();
  await expect(kept(page)).toBeVisible();

  await drop(page, '#document', [{ name: '写真.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no PDF at all') }]);
  const refused = page.getByRole('alert').filter({ hasText: 'PDFのファイルではありません。' });
  await expect(refused).toBeVisible();
  await expect(link).toBeVisible();
  await expect(file(page)).toHaveAttribute('aria-invalid', 'true');
  await audit(page);

  await drop(page, '#document', [paper, { ...paper, name: '二枚目.pdf' }]);
  await expect(page.getByRole('alert').filter({ hasText: '一度にアップロードできるPDFは1つです。' })).toBeVisible();
  await drop(page, 'h1', [{ ...paper, name: '外.pdf' }]);
  await expect(page.getByRole('heading', { level: 1, name: '1.申請書' })).toBeVisible();

  await page.reload();
  await expect(link).toBeVisible();
  await expect(page.getByLabel('施設名', { exact: true })).toHaveValue('丘の病院');
  await expect(refused).toHaveCount(0);
});

test('F6 the session ends before the upload: the field says so, and nothing else is lost', async ({ page, context, audit }, info) => {
  const email = await openForm(page, info, 'form1');
  await page.getByLabel('施設名', { exact: true }).fill('丘の病院');
  await expect(kept(page)).toBeVisible();
  await context.clearCookies();
  await file(page).setInputFiles(paper);
  const field = page.locator('#document');
  const refused = field.getByRole('alert');
  await expect(refused).toContainText('ファイルを受け取れませんでした。入力した内容とアップロード済みのファイルは、そのままです。');
  await expect(refused).not.toContainText('お探しのページ');
  await audit(page);
  await field.getByRole('link', { name: 'ログイン画面へ' }).click();
  await fillSignIn(page, email, CHOSEN_PASSWORD, 'メールアドレス');
  await hydrated(page);
  await expect(page.getByLabel('施設名', { exact: true })).toHaveValue('丘の病院');
  await file(page).setInputFiles(paper);
  await expect(page.getByRole('link', { name: '申請書・在籍証明書.pdf' })).toBeVisible();
});

test('C19 somebody else signs in before the upload: the field says so, and nothing is taken', async ({ page, another, audit }, info) => {
  await openForm(page, info, 'form1');
  const stranger = hospitalAddress(info.workerIndex);
  await newcomer(await another(), 'core', stranger);
  const tab = await page.context().newPage();
  await signedIn(tab, 'facility', stranger, CHOSEN_PASSWORD);
  await file(page).setInputFiles(paper);
  const refused = page.locator('#document').getByRole('alert');
  await expect(refused).toContainText('別の方がログインした');
  await expect(refused.getByRole('link', { name: 'ログイン画面へ' })).toBeVisible();
  await audit(page);
  await tab.goto('/facility/apply/core/form1');
  await expect(tab.getByRole('link', { name: '申請書・在籍証明書.pdf' })).toHaveCount(0);
});

test('F6 an upload can be stopped: the earlier file stays, and another can be chosen', async ({ page }, info) => {
  await openForm(page, info, 'form1');
  await file(page).setInputFiles(paper);
  await expect(page.getByText('「申請書・在籍証明書.pdf」をアップロードしました。')).toBeVisible();
  const faster = await slow(page, 100_000);
  await file(page).setInputFiles(long);
  await page.getByRole('button', { name: '中止' }).click();
  await expect(page.getByText('アップロードを中止しました。')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(file(page)).toBeFocused();
  await expect(page.getByRole('link', { name: '申請書・在籍証明書.pdf' })).toBeVisible();
  await faster();
  await file(page).setInputFiles({ ...long, name: '短い書類.pdf' });
  await expect(page.getByRole('link', { name: '短い書類.pdf' })).toBeVisible();
});

test('F6 a file that is too large is refused before it is sent', async ({ page }, info) => {
  await openForm(page, info, 'form1');
  let sent = 0;
  page.on('request', (request) => (sent += new URL(request.url()).pathname === '/facility/documents' ? 1 : 0));
  // The browser takes its time with so many bytes when the machine is busy.
  await file(page).setInputFiles({ ...paper, buffer: Buffer.alloc(20 * 1024 * 1024 + 1, '\n') }, { timeout: 60_000 });
  await expect(page.getByRole('alert').filter({ hasText: '上限の20MBを超えています。' })).toBeVisible({ timeout: 60_000 });
  expect(sent).toBe(0);
});
