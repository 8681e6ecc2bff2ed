from fake import flags, write

given = flags()
element = 1 if given["--dtype"] == ["fp8"] else 2
sites = [tuple(map(int, site.split("x"))) for site in given["--sites"][0].split(",")]
rows = [int(m) for m in given["--m"][0].split(",")]
points = [([m, k, n], 2 * m * k * n, element * k * n) for k, n in sites for m in rows]
write(["m", "k", "n"], points, given)
