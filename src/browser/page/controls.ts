import { part } from "./dom.ts";
import { type Inputs, nearestStep, SLIDERS, sliderText } from "./inputs.ts";

const CHOICES = ["model", "gpu", "latencyModel", "tp"] as const;

/** Calls `changed` with what a reader sets; returns what sets the controls. */
export function bindControls(changed: (inputs: Partial<Inputs>) => void): (inputs: Inputs) => void {
  const form = part("controls") as HTMLFormElement;
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const slider of SLIDERS) {
    const input = part(slider.name) as HTMLInputElement;
    input.addEventListener("input", () => {
      showSlider(slider.name);
      changed({ [slider.name]: slider.values[input.valueAsNumber] });
    });
  }
  form.addEventListener("change", ({ target }) => {
    const { name, value } = target as HTMLInputElement;
    if (name === "tp") changed({ tp: Number(value) });
    else if ((CHOICES as readonly string[]).includes(name)) changed({ [name]: value });
  });
  return (inputs) => {
    for (const name of CHOICES) {
      const control = form.elements.namedItem(name) as RadioNodeList | HTMLSelectElement;
      control.value = String(inputs[name]);
    }
    for (const slider of SLIDERS) {
      const input = part(slider.name) as HTMLInputElement;
      input.value = String(nearestStep(slider, inputs[slider.name]));
      showSlider(slider.name);
    }
  };
}

function showSlider(name: string): void {
  const slider = SLIDERS.find((one) => one.name === name)!;
  const input = part(name) as HTMLInputElement;
  const text = sliderText(slider, input.valueAsNumber);
  input.setAttribute("aria-valuetext", text);
  part(`${name}-value`).textContent = text;
}
