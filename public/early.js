// Keeps taps and input made before the program has loaded, and replays them later: a page looks
// complete long before it reacts. A tapped button looks busy at once; of several taps only the last
// one is replayed, once. Until then the style sheet makes every other button look inactive.
//
// This is neither part of the program nor a module: it must listen before anything can be tapped.
(() => {
  const root = document.documentElement;
  const waits = () => !root.hasAttribute('data-ready');
  // The input by field, and the last tapped button.
  const filled = new Map();
  let tapped = null;

  // Only buttons: links and native controls need no program.
  function tap(event) {
    const button = waits() && event.target.closest?.('button');
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tapped?.removeAttribute('aria-busy');
    tapped = button;
    tapped.setAttribute('aria-busy', 'true');
    // Set by `cover.js` once the program has failed to start.
    window.xunchaTappedInVain?.();
  }

  // Only the program may send a form.
  function send(event) {
    if (!waits()) return;
    event.preventDefault();
    event.target.querySelector('[type="submit"]')?.click();
  }

  function fill({ target: field }) {
    if (waits()) filled.set(field, { value: field.value, checked: field.checked });
  }

  // Hydration resets the page to the server's state, so fill the fields in again.
  function again() {
    for (const [field, { value, checked }] of filled) {
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = checked;
      else if (field.type !== 'file') field.value = value;
      for (const name of ['input', 'change']) {
        field.dispatchEvent(new Event(name, { bubbles: true }));
      }
    }
    tapped?.removeAttribute('aria-busy');
    if (tapped?.isConnected) tapped.click();
  }

  addEventListener('click', tap, true);
  addEventListener('submit', send, true);
  addEventListener('input', fill, true);
  addEventListener('change', fill, true);
  new MutationObserver((_, observer) => {
    if (waits()) return;
    observer.disconnect();
    // Parts with their own data are hydrated in promises; a timer runs after those.
    setTimeout(again);
  }).observe(root, { attributes: true, attributeFilter: ['data-ready'] });
})();
