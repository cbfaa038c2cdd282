// Signing in and choosing a password need no program. This script adds what the forms alone cannot
// do: it ignores a second tap while a request is running, and keeps the typed text while offline.
const form = document.querySelector('#sign-in, #welcome');
const offline = document.getElementById('door-offline');
const button = form?.querySelector('[type="submit"]');

form?.addEventListener('submit', (event) => {
  offline.hidden = navigator.onLine;
  if (!navigator.onLine) offline.focus();
  if (!navigator.onLine || button.getAttribute('aria-busy') === 'true') event.preventDefault();
  else button.setAttribute('aria-busy', 'true');
});

// Going back may restore the page with its busy button.
addEventListener('pageshow', () => button?.removeAttribute('aria-busy'));

// Screen readers announce the errors first.
document.getElementById('error-summary')?.focus();
