COPY (
  SELECT *
  FROM read_csv('{csv}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {
    'identity_line_item_id': 'VARCHAR',
    'bill_payer_account_id': 'VARCHAR',
    'bill_billing_period_start_date': 'TIMESTAMP',
    'line_item_usage_account_id': 'VARCHAR',
    'line_item_usage_start_date': 'TIMESTAMP',
    'line_item_line_item_type': 'VARCHAR',
    'line_item_product_code': 'VARCHAR',
    'line_item_usage_type': 'VARCHAR',
    'line_item_operation': 'VARCHAR',
    'product_region_code': 'VARCHAR',
    'pricing_unit': 'VARCHAR',
    'line_item_currency_code': 'VARCHAR',
    'line_item_usage_amount': 'DECIMAL(18, 10)',
    'line_item_unblended_rate': 'DECIMAL(18, 10)',
    'line_item_unblended_cost': 'DECIMAL(18, 10)',
    'pricing_public_on_demand_cost': 'DECIMAL(18, 10)',
    'product': 'VARCHAR',
    'resource_tags': 'VARCHAR'
  })
  ORDER BY line_item_usage_start_date, identity_line_item_id
) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)
