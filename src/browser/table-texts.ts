/** Files of a GPU's folder of kernel tables: text by path, `gemm/data.csv`, `manifest.json` among them. */
export type TableTexts = Readonly<Record<string, string>>;
