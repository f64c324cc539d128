# China's export-permit decisions on record, each with its count as the source has it and where that is read. Base R alone.
# Rscript permits.R [address of the site]
given <- commandArgs(trailingOnly = TRUE)
site <- if (length(given)) given[1] else "http://127.0.0.1:8000"
permits <- read.csv(
  paste0(site, "/api/v1/permits/?country=CN&order=date&format=csv"),
  colClasses = "character", na.strings = "", encoding = "UTF-8"
)
first <- function(lists) sub(";.*", "", lists) # a list stands in one cell: a; b
count <- ifelse( # "a certain number" is no number: its kind is unspecified
  is.na(permits$detail_count_value), permits$detail_count_kind,
  paste(permits$detail_count_kind, permits$detail_count_value)
)
decisions <- data.frame(
  date = permits$date, outcome = permits$detail_outcome, count = count, certainty = permits$certainty,
  source = first(permits$citations_source_url)
)
write.table(decisions, sep = "\t", quote = FALSE, row.names = FALSE)
