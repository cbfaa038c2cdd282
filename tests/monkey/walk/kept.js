// The saved content that the page shows: the rows of the checklist, the cells of a saved form.
(() => {
  const all = (within, name) => [...within.querySelectorAll(`[data-testid=${name}]`)];
  const said = document.querySelector('[data-testid=facts-saved]')?.innerText ?? '';
  const cells = [...document.querySelectorAll('[data-testid=facts-line] .input')]
    .filter((cell) => cell.value !== '').map((cell) => [cell.id, cell.value]);
  const rows = all(document, 'row').map((row) => [row.dataset.checkpoint, row.dataset.answer ?? '',
    all(row, 'finding').map((finding) => [
      finding.dataset.finding,
      all(finding, 'note').map((it) => it.value),
      all(finding, 'count').map((it) => it.value),
      all(finding, 'phrase').filter((it) => it.ariaPressed === 'true').map((it) => it.innerText),
      all(finding, 'photo').length,
    ])]).filter((row) => row[1] !== '' || row[2].length > 0);
  return { checklist: all(document, 'checklist')[0]?.dataset.visit ?? null,
    saved: /已保存|^Saved/.test(said), rows: Object.fromEntries(rows.map((it) => [it[0], it.slice(1)])),
    cells: Object.fromEntries(cells) };
})()
