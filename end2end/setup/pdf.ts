// A PDF of any size.

/** One page, and a stream of blanks that nobody reads: exactly so many bytes. */
export function pdf(bytes: number): Uint8Array<ArrayBuffer> {
  const build = (blanks: number): string => {
    const objects = ['<</Type /Catalog /Pages 2 0 R>>', '<</Type /Pages /Count 1 /Kids [3 0 R]>>', '<</Type /Page /MediaBox [0 0 595 842]>>', `<</Length ${blanks}>>\nstream\n${' '.repeat(blanks)}\nendstream`];
    let file = '%PDF-1.7\n';
    let table = `xref\n0 5\n0000000000 65535 f \n`;
    objects.forEach((object, at) => {
      table += `${String(file.length).padStart(10, '0')} 00000 n \n`;
      file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    });
    return `${file}${table}trailer\n<</Size 5 /Root 1 0 R>>\nstartxref\n${String(file.length).padStart(8, '0')}\n%%EOF\n`;
  };
  const blanks = bytes - build(10_000_000).length + 10_000_000;
  return new TextEncoder().encode(build(blanks));
}
