// Keeps the form of a segment when there is no network: pages below /field/
// and what they are made of. It keeps no answers.
"use strict";
const KEPT = "quanyuan-field-1";
self.addEventListener("install", (e) => e.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("quanyuan-field-") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
})()));

const kept = async (request) => (await (await caches.open(KEPT)).match(request, { ignoreSearch: true, ignoreVary: true })) || Response.error();

// The page: from the network while it answers soon, else as it was kept.
async function pageOf(request) {
  try {
    const answer = await Promise.race([fetch(request), new Promise((_, no) => setTimeout(() => no(new Error("slow")), 5000))]);
    if (answer.status >= 500) throw new Error("no server");
    return answer;
  } catch {
    return kept(request);
  }
}

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) { // named by their content
    e.respondWith((async () => (await (await caches.open(KEPT)).match(e.request, { ignoreVary: true })) || fetch(e.request))());
  } else if (e.request.mode === "navigate" && url.pathname.startsWith("/field/")) {
    e.respondWith(pageOf(e.request));
  }
});
