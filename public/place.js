// Keeps the place in a long page through a reload. The document that opens offline is empty until
// the program has drawn it, so the browser has nothing to scroll yet when it restores the place.
const KEY = 'xuncha.place';
const page = () => location.pathname + location.search;

addEventListener('pagehide', () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ page: page(), top: scrollY }));
  } catch {
    // Without storage the page opens at its top.
  }
});

function kept() {
  const [way] = performance.getEntriesByType('navigation');
  if (way?.type !== 'reload') return 0;
  try {
    const { page: of, top } = JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    return of === page() && top > 0 ? top : 0;
  } catch {
    return 0;
  }
}

const top = kept();
if (top) {
  const given = new AbortController();
  const drawn = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight - innerHeight < top) return;
    scrollTo(0, top);
    given.abort();
  });
  // Whoever moves first decides.
  for (const name of ['pointerdown', 'wheel', 'keydown']) {
    addEventListener(name, () => given.abort(), { once: true, signal: given.signal });
  }
  given.signal.addEventListener('abort', () => drawn.disconnect());
  drawn.observe(document.body);
}
