import { part } from "./dom.ts";

/** The button that chooses the other theme; the system's is the first. */
export function bindTheme(): void {
  const button = part("theme");
  const root = document.documentElement;
  const system = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const label = () => {
    const now = root.dataset.theme ?? system();
    button.textContent = now === "dark" ? "Light theme" : "Dark theme";
  };
  button.addEventListener("click", () => {
    root.dataset.theme = (root.dataset.theme ?? system()) === "dark" ? "light" : "dark";
    label();
  });
  label();
  button.hidden = false;
}
