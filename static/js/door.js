// The way past the lock for a browser that was let in already.

const rememberedDoor = () => {
  try {
    return localStorage.getItem("debugpage.door") ?? "";
  } catch {
    return ""; // storage is closed to saved pages and in private windows
  }
};

for (const link of document.querySelectorAll("a[data-door]")) {
  const door = rememberedDoor();
  if (/^[0-9a-f]{32}$/.test(door)) link.href = `${link.dataset.door}${door}/${link.dataset.error}`;
}
