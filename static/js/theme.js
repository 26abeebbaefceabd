// The theme that was chosen, set before anything is painted; and the word that scripts run at all.
{
  const root = document.documentElement;
  const key = "debugpage.theme";

  const remembered = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is closed to saved pages and in private windows
    }
  };

  const remember = (theme) => {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // the choice holds for this page, then
    }
  };

  const isDark = () => {
    const chosen = root.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };

  root.dataset.scripts = "";
  const theme = remembered();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
  });
}
