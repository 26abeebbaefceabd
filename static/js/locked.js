// The lock: the way past it for a browser that was let in already, and the button that closes all.

const facts = JSON.parse(document.getElementById("facts").textContent);
const status = document.querySelector("[data-announcements]");

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

const lock = async () => {
  const address = facts.endpoint.replace(/[^/]+\/$/, "unlock/lock");
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    return response.ok ? "All consoles are locked." : "The server refused to lock the consoles.";
  } catch {
    return "The server did not answer. Is it still running?";
  }
};

document.querySelector("[data-lock]")?.addEventListener("click", async ({ target }) => {
  target.disabled = true;
  status.textContent = await lock();
});
