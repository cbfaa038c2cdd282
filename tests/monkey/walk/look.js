// What a person sees: the page, and the touchable elements in view. Changes nothing.
(() => {
  const W = innerWidth, H = innerHeight;
  const root = document.documentElement;
  const query = (name) => document.querySelector(`[data-testid=${name}]`);
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const kind = (el) => {
    const tag = el.tagName;
    if (tag === 'A') return 'link';
    if (tag === 'SELECT') return 'select';
    if (tag === 'TEXTAREA') return 'text';
    if (tag === 'CANVAS') return 'canvas';
    if (tag === 'INPUT') {
      if (['checkbox', 'radio'].includes(el.type)) return 'button';
      if (el.type === 'file') return 'file';
      if (el.type.startsWith('date')) return 'date';
      return el.inputMode === 'numeric' || el.inputMode === 'decimal' ? 'number' : 'text';
    }
    if (tag === 'LABEL') return el.querySelector('input[type=file]') ? 'file' : 'button';
    return 'button';
  };
  const things = [];
  const all = (dialog ?? document).querySelectorAll(
    'a[href], button, input, select, textarea, label, summary, canvas.sign-pad');
  for (const el of all) {
    const box = el.getBoundingClientRect();
    if (box.width < 4 || box.height < 4 || box.bottom < 4 || box.top > H - 4) continue;
    const x = Math.min(Math.max((box.left + box.right) / 2, 1), W - 1);
    const y = Math.min(Math.max((box.top + box.bottom) / 2, 1), H - 1);
    const hit = document.elementFromPoint(x, y);
    if (!hit || !(el === hit || el.contains(hit) || hit.contains(el) && hit.tagName === 'LABEL')) continue;
    if (el.tagName === 'A') {
      const to = new URL(el.href, location.href);
      // Files and other programs are not pages to walk over.
      if (to.origin !== location.origin || to.pathname.startsWith('/api/') || el.target
        || el.hasAttribute('download')) continue;
    }
    const name = el.dataset.testid || el.querySelector('[data-testid]')?.dataset.testid || el.id
      || (el.getAttribute('href') ?? el.innerText?.slice(0, 12) ?? '');
    things.push({ kind: kind(el), name, x: Math.round(x), y: Math.round(y), w: box.width, h: box.height });
    if (things.length === 150) break;
  }
  const active = document.activeElement;
  const strip = query('sync-strip');
  return {
    ours: location.protocol.startsWith('http') && !!document.querySelector('meta[name=xuncha-build]'),
    path: location.pathname + location.search,
    ready: root.hasAttribute('data-ready'),
    panic: query('panic')?.innerText ?? null,
    width: W, height: H, dialog: dialog?.dataset.testid ?? null,
    below: root.scrollHeight - H - scrollY, above: scrollY,
    typing: active && ['INPUT', 'TEXTAREA'].includes(active.tagName) && active.type !== 'file' ? kind(active) : null,
    saving: strip?.dataset.saving ?? null,
    things,
  };
})()
