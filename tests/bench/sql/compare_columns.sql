-- Rows as a multiset: each distinct row with its count, joined; what is left is where the counts differ.
SELECT {fields}, coalesce(a.n, 0), coalesce(b.n, 0)
FROM (SELECT {fields}, count(*) AS n
      FROM read_csv('{a}', header = true, delim = ',', quote = '"', escape = '"', nullstr = '\N',
                    auto_detect = false, columns = {{columns}})
      GROUP BY ALL) a
FULL OUTER JOIN
     (SELECT {fields}, count(*) AS n
      FROM read_csv('{b}', header = true, delim = ',', quote = '"', escape = '"', nullstr = '\N',
                    auto_detect = false, columns = {{columns}})
      GROUP BY ALL) b
USING ({fields})
WHERE a.n IS DISTINCT FROM b.n
