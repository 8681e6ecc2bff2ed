from fake import flags, write

given = flags()
heads, dim = int(given["--heads"][0]), int(given["--head-dim"][0])
lengths = [int(length) for length in given["--seq-lens"][0].split(",")]
write(["dtype", "seq_len"], [(["bf16", s], 2 * heads * dim * s * s, 0) for s in lengths], given)
