// The service worker. The build fills in three values: its id, the script that starts the
// application, and the address of every file that belongs to it.
//
// Each build keeps its files in a cache of its own, and a worker touches only GET requests of
// this origin. A new build is installed beside the old one and waits until the application says
// 'take-over', so that a visit never changes its build halfway.
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

// All or nothing: a build that is not complete is not installed, and is tried again later.
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

// The server may have moved on to another build since it served this worker; its shell would
// then ask for files that this build does not have.
async function keepShell(cache) {
  const response = await load(SHELL);
  const text = await response.clone().text();
  if (!text.includes(SCRIPT)) throw new Error(`${SHELL} belongs to another build than ${BUILD}`);
  await cache.put(SHELL, response);
}

// Past the HTTP cache, and never a redirect: a sign-in page of a network's portal is not ours.
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

// A page of this build has failed and cannot call the next build any more: it is called here, so
// that loading the page again mends what a new build has mended.
async function giveWay() {
  await self.registration.update().catch(() => undefined);
  self.registration.waiting?.postMessage({ type: 'take-over' });
}

// The response, or nothing where the browser should go on as if there were no worker.
function respond(request) {
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return undefined;
  // A form without a program, which has no words of its own for a network that is gone.
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

// The installed shell; without it (storage was cleared under the worker) the server's.
async function shell() {
  const cache = await caches.open(CACHE);
  return (await cache.match(SHELL)) ?? fetch(SHELL);
}

// A page that takes its time is still the page that was asked for: the shell stands in only where
// none comes at all.
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return shell();
  }
}

// Any build's cache will do: the name tells the content.
async function asset(request) {
  const cache = await caches.open(CACHE);
  const found = (await cache.match(request)) ?? (await caches.match(request));
  return found ?? fetch(request);
}
