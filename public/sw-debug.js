// The service worker of debug builds: keeps nothing, and takes over at once from one that did,
// so that a rebuild is seen by loading the page again.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
