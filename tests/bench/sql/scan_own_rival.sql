SELECT slot, sum(line_item_usage_amount), sum(list_cost)
FROM read_parquet('{usage}/**/*.parquet', hive_partitioning = false)
GROUP BY slot
