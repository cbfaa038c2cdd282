// Signing in and choosing a password need no program; this is what their forms alone cannot do: a second
// tap sends nothing while the first is on its way, and without a network what was typed stays.
const form = document.querySelector('#sign-in, #welcome');
const offline = document.getElementById('door-offline');
const button = form?.querySelector('[type="submit"]');

form?.addEventListener('submit', (event) => {
  offline.hidden = navigator.onLine;
  if (!navigator.onLine) offline.focus();
  if (!navigator.onLine || button.getAttribute('aria-busy') === 'true') event.preventDefault();
  else button.setAttribute('aria-busy', 'true');
});

// Going back may show the page as it was left.
addEventListener('pageshow', () => button?.removeAttribute('aria-busy'));

// What is wrong is read first.
document.getElementById('error-summary')?.focus();
