/** `NVIDIA H100 80GB HBM3` is an H100; an H100 PCIe is another chip. */
export function isGpu(driverName: string, gpu: string): boolean {
  const [name, wanted] = [driverName, gpu].map((text) => text.toLowerCase().replace(/[\s-]/g, "")) as [
    string,
    string,
  ];
  const variant = ["pcie", "nvl"].find((word) => name.includes(word));
  return name.includes(wanted) && (variant === undefined || wanted.includes(variant));
}
