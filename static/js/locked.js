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
  const command = { frame: Object.keys(facts.tokens)[0], name: "lock", fields: {} };
  document.dispatchEvent(new CustomEvent("debugpage:command", { detail: command }));
  const { answer, refusal } = await command.reply;
  return answer ? "All consoles are locked." : refusal;
};

document.querySelector("[data-lock]")?.addEventListener("click", async ({ target }) => {
  target.disabled = true;
  status.textContent = await lock();
});
