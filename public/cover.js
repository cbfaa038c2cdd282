// Covers a page whose program has failed. Such a page still looks usable, but would lose every tap:
// the cover says so in plain words, with a link that reloads the page.
//
// This is not part of the program: a program that has failed, or that this browser cannot run, can
// show nothing. Both languages are here, since the translations are inside the program.
const TEXTS = [
  ['zh-CN', '页面出错了', '凡显示“已保存”的内容均已存入本机，不会丢失。请重新加载后继续。'],
  ['en', 'This page has failed', 'Whatever was shown as saved is kept on this device. Reload the page to go on.'],
];

function cover() {
  if (document.querySelector('[data-testid="panic"]')) return;
  const cover = element('div', 'cover');
  cover.setAttribute('role', 'alertdialog');
  cover.dataset.testid = 'panic';
  for (const [language, title, text] of TEXTS) {
    const section = element('section', '');
    section.lang = language;
    section.append(element('h1', '', title), element('p', '', text));
    cover.append(section);
  }
  // A link works whatever state the page is in.
  const again = element('a', 'button button-primary', '重新加载 · Reload');
  again.href = location.pathname + location.search;
  again.rel = 'external';
  cover.append(again);
  // Outside the body, which the failed program may have left in any state.
  document.documentElement.append(cover);
  again.focus();
  // Let a newer build take over, if there is one.
  navigator.serviceWorker?.controller?.postMessage({ type: 'failed' });
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

const isTrap = (error) =>
  typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError;
addEventListener('error', (event) => isTrap(event.error) && cover());
addEventListener('unhandledrejection', (event) => isTrap(event.reason) && cover());

// Called by the script that loads the program when the program could not start. A rendered page
// stays readable, so it is covered only when a button is tapped (`early.js`); the shell is empty.
window.xunchaFailed = (error) => {
  console.error(error);
  window.xunchaTappedInVain = cover;
  const waits = document.querySelector('button[aria-busy]');
  if (isTrap(error) || waits || document.body.hasAttribute('data-shell')) cover();
};
