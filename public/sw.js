// Keeps one whole, consistent version of the site for use without a network.
//
// The build puts VERSION (package version and digest of the files) and FILES (path below the
// scope -> integrity) before this text. A version is stored whole or not at all, is served only
// from its own cache, and takes over only when the page asks for it.
const scope = new URL(self.registration.scope).pathname;
const prefix = `holdfast:${scope}:`;
const cacheName = (version) => `${prefix}${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(store());
});

/** Fetches every file; one that is not the version's own makes the whole installation fail. */
async function store() {
  const requests = Object.entries(FILES).map(
    ([path, integrity]) =>
      new Request(new URL(path, self.registration.scope), { integrity, cache: "no-cache" }),
  );
  const cache = await caches.open(cacheName(VERSION));
  try {
    await cache.addAll(requests);
  } catch (error) {
    await caches.delete(cacheName(VERSION));
    throw error;
  }
}

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), sweep()]));
});

/**
 * Removes the caches of other versions at this base path, except those that an open page still
 * runs from: such a page holds a shared lock named after its version (public/start.js).
 */
async function sweep() {
  const names = await caches.keys();
  // A newer version may be storing itself or waiting: its cache is not an old one.
  if (self.registration.installing || self.registration.waiting) return;
  for (const name of names) {
    if (!name.startsWith(prefix) || name === cacheName(VERSION)) continue;
    const version = name.slice(prefix.length);
    await self.navigator.locks.request(`${prefix}${version}:files`, { ifAvailable: true }, (lock) =>
      lock ? caches.delete(name) : false,
    );
  }
}

self.addEventListener("message", (event) => {
  const type = event.data?.type;
  if (type === "activate") self.skipWaiting();
  if (type === "version") event.ports[0]?.postMessage({ version: VERSION });
  if (type === "started") event.waitUntil(sweep());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(scope)) return;
  const path = url.pathname.slice(scope.length);
  if (request.mode === "navigate") {
    // Other documents, such as the kit, are not part of the version.
    if (path === "" || path === "index.html") event.respondWith(answer(request, "./"));
  } else {
    event.respondWith(answer(request, path));
  }
});

/** This version's file; else one of the version that an open page still runs from; else the network's. */
async function answer(request, path) {
  const url = new URL(path, self.registration.scope).href;
  const options = { ignoreVary: true };
  const own = await (await caches.open(cacheName(VERSION))).match(url, options);
  if (own) return own;
  if (!Object.hasOwn(FILES, path)) {
    for (const name of await caches.keys()) {
      const other = name.startsWith(prefix) && (await (await caches.open(name)).match(url, options));
      if (other) return other;
    }
  }
  return fetch(request);
}
