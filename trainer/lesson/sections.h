#pragma once

#include "trainer/lesson/lesson.h"
#include "trainer/lesson/table_reader.h"

namespace satchel {

// The tables of a lesson.toml, one function each; all keys and ranges stand there. Each reads its
// table to the end and refuses what it does not know.
void read_augmentation(TableReader table, AugmentSettings& settings);
void read_front_end(TableReader table, FrontEndDesign& design);
void read_model(TableReader table, ModelSettings& settings);
void read_training(TableReader table, TrainingSettings& settings);
void read_compression(TableReader table, CompressionSettings& settings);
void read_budgets(TableReader table, Budgets& budgets);

// [[data]] and labels.
void read_data(std::vector<TableReader> tables, LessonData& data);
void read_labels(TableReader& lesson, std::vector<LessonLabel>& labels);

}  // namespace satchel
