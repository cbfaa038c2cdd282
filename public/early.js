// What a hand does before the program has arrived is kept, and done once it has: a page looks whole
// long before it answers. A button that was tapped shows at once that it waits; of several taps the
// last counts, and once. Until then the style sheet makes every button look inactive.
//
// This is no part of the program, and no module: it must listen before anything can be tapped.
(() => {
  const root = document.documentElement;
  const waits = () => !root.hasAttribute('data-ready');
  // What was filled in, by its field, and the button that was tapped last.
  const filled = new Map();
  let tapped = null;

  // Links, and what opens by itself, need no program.
  function tap(event) {
    const button = waits() && event.target.closest?.('button');
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tapped?.removeAttribute('aria-busy');
    tapped = button;
    tapped.setAttribute('aria-busy', 'true');
    // Set by `cover.js`, once it is known that no program comes.
    window.xunchaTappedInVain?.();
  }

  // A form is sent by the program alone.
  function send(event) {
    if (!waits()) return;
    event.preventDefault();
    event.target.querySelector('[type="submit"]')?.click();
  }

  function fill({ target: field }) {
    if (waits()) filled.set(field, { value: field.value, checked: field.checked });
  }

  // The program takes the page over as the server knew it: what was filled in is filled in again.
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
    // Parts with data of their own are taken over in promises, which come first.
    setTimeout(again);
  }).observe(root, { attributes: true, attributeFilter: ['data-ready'] });
})();
