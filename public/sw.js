// The service worker. The build fills in three values: its id, the script that starts the
// application, and the address of every file that belongs to it.
//
// Each build has a cache of its own. The worker handles GET requests and form posts of this origin.
// A new build is installed beside the old one and waits for the message 'take-over', so that the
// build never changes in the middle of a visit.
const BUILD = '__BUILD__';
const SCRIPT = '__SCRIPT__';
const ASSETS = ['__ASSETS__'];

const PREFIX = 'xuncha-';
const CACHE = PREFIX + BUILD;
const SHELL = '/shell';

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => answer(event));
self.addEventListener('fetch', (event) => {
  const response = respond(event.request);
  if (response) event.respondWith(response);
});

// All or nothing: an incomplete build is not installed, and the browser tries again later.
async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all([keepShell(cache), ...ASSETS.map((path) => keep(cache, path))]);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function keep(cache, path) {
  await cache.put(path, await load(path));
}

// The server may have switched to another build since it served this worker. Its shell would then
// request files that this build does not have.
async function keepShell(cache) {
  const response = await load(SHELL);
  const text = await response.clone().text();
  if (!text.includes(SCRIPT)) throw new Error(`${SHELL} belongs to another build than ${BUILD}`);
  await cache.put(SHELL, response);
}

// Bypass the HTTP cache and reject redirects, which may lead to a captive portal's sign-in page.
async function load(path) {
  const response = await fetch(path, { cache: 'reload', redirect: 'error' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

function answer(event) {
  const { type } = event.data ?? {};
  if (type === 'take-over') {
    event.waitUntil(self.skipWaiting());
  } else if (type === 'version') {
    const to = event.ports[0] ?? event.source;
    to?.postMessage({ type: 'version', build: BUILD });
  } else if (type === 'failed') {
    event.waitUntil(giveWay());
  }
}

// A failed page of this build cannot activate the next build. Do so here, so that reloading the
// page gets the new build's fixes.
async function giveWay() {
  await self.registration.update().catch(() => undefined);
  self.registration.waiting?.postMessage({ type: 'take-over' });
}

// The response, or undefined if the browser should act as if there were no worker.
function respond(request) {
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return undefined;
  // A form on a page without a program cannot report a lost network itself.
  if (request.method === 'POST' && request.mode === 'navigate') return page(request);
  if (request.method !== 'GET') return undefined;
  const path = url.pathname;
  if (path === '/api' || path.startsWith('/api/')) return undefined;
  if (request.mode === 'navigate') {
    const inspect = path === '/inspect' || path.startsWith('/inspect/');
    return inspect ? shell() : page(request);
  }
  if (path.startsWith('/pkg/') || ASSETS.includes(path)) return asset(request);
  return undefined;
}

// The installed shell; if it is missing (the storage was cleared), the server's.
async function shell() {
  const cache = await caches.open(CACHE);
  return (await cache.match(SHELL)) ?? fetch(SHELL);
}

// A slow page is still the requested page: the shell replaces it only if there is no answer at all.
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return shell();
  }
}

// Any build's cache will do: a file's name contains its hash.
async function asset(request) {
  const cache = await caches.open(CACHE);
  const found = (await cache.match(request)) ?? (await caches.match(request));
  return found ?? fetch(request);
}
