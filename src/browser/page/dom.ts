/** The element of an id that the page has. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** An element with a text, or with others in it. */
export function element(name: string, content: string | readonly Element[], className?: string): HTMLElement {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  if (typeof content === "string") made.textContent = content;
  else made.append(...content);
  return made;
}
