from fake import flags, write

given = flags()
heads, kv_heads, dim = (int(given[name][0]) for name in ("--heads", "--kv-heads", "--head-dim"))
points = []
for sweep in given["--sweep"]:
    batch, lengths = sweep.split("x")
    for kv in map(int, lengths.split(",")):
        tokens = int(batch) * kv
        points.append((["bf16", "bf16", batch, kv], 4 * heads * dim * tokens, 4 * kv_heads * dim * tokens))
write(["dtype", "kv_dtype", "batch_size", "kv_len"], points, given)
