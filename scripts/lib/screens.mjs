// The screens that the app leads to, read off its navigation: a new room or view is in no list here.

/**
 * The addresses of all registers and of the views beside them, in the order of the navigation.
 * `open(address)` shows a page of the app that has records in each register, and waits for its rows.
 */
export async function screens(page, open) {
  const links = (nav) => page.$$eval(`${nav} a`, (all) => all.map((link) => link.getAttribute("href")));
  const rooms = await links("nav.side [aria-labelledby=rooms-registers]");
  if (!rooms.length) throw new Error("the navigation names no room");
  const all = [];
  for (const room of rooms) {
    await open(room);
    const tabs = await links('nav[aria-label="Of this room"]');
    all.push(...(tabs.length ? tabs : [room]));
  }
  const isView = (address) => address.includes("?view=");
  return { registers: all.filter((address) => !isView(address)), views: all.filter(isView) };
}
