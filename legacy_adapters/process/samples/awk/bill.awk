# Bills a period: 5 % off compute, by account; block storage at private rates, by account and region.
# Columns: 1 row, 5 account, 7 line item type, 8 service, 9 usage type, 11 region, 14 quantity, 15 cost.

function band(x, from, to, price) {
  if (x <= from) return 0
  return ((to >= 0 && x > to ? to : x) - from) * price
}

function line(account, region, type, clause, text, saved,    amount) {
  amount = sprintf("%.2f", -saved)
  if (amount + 0 == 0) return
  printf "%s,%s,%s,%s,\"%s\",%s\n", account, region, type, clause, text, amount > lines
}

BEGIN {
  FS = ","
  lines = "lines.csv"
  printf "" > taken
  printf "" > rejected
  print "usage_account_id,region,line_item_type,clause,description,amount" > lines
}

NR == 1 { next }

{
  # A quote before the maps means that a field holds a comma: split(FS) would be wrong.
  for (i = 2; i <= 18; i++) if ($i ~ /"/) { print $1 ",quoted field" > rejected; next }
  print $1 > taken
  if ($7 != "Usage") next
  if ($8 == "AmazonEC2") compute[$5] += $15
  if ($9 ~ /EBS:VolumeUsage\.gp2$/) { volume[$5 "," $11] += $14; cost[$5 "," $11] += $15 }
}

END {
  for (account in compute) line(account, "", "EdpDiscount", "Exhibit A 1", "Compute, 5 % off", compute[account] * 0.05)
  for (key in volume) {
    split(key, part, ",")
    saved = cost[key] - (((0 + band(volume[key], 0, 50, 0.093)) + band(volume[key], 50, 200, 0.08)) + band(volume[key], 200, -1, 0.07))
    if (saved > 0) line(part[1], part[2], "PrivateRateDiscount", "Exhibit A 2", "Block storage at private rates", saved)
  }
}
