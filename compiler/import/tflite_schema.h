#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstdint>

namespace satchel::tflite {

// Views of the tables of a .tflite file that the import reads, over libflatbuffers. Field numbers
// and defaults are those of TensorFlow Lite's schema, version 3; fields that are not named here are
// neither read nor followed. verify() proves that what the getters reach lies inside the file.

template <typename T>
using VectorOf = flatbuffers::Vector<T>;
template <typename T>
using TablesOf = flatbuffers::Vector<flatbuffers::Offset<T>>;

// Where field number `n` of a table is found in its vtable.
constexpr flatbuffers::voffset_t field(int n) {
  return static_cast<flatbuffers::voffset_t>(4 + 2 * n);
}

struct View : private flatbuffers::Table {
  using flatbuffers::Table::GetField;
  using flatbuffers::Table::GetPointer;

 protected:
  using flatbuffers::Table::VerifyField;
  using flatbuffers::Table::VerifyOffset;
  using flatbuffers::Table::VerifyTableStart;

  template <typename T>
  bool verify_vector(flatbuffers::Verifier& verifier, int n) const {
    if (!VerifyOffset(verifier, field(n))) return false;
    const auto* vector = GetPointer<const VectorOf<T>*>(field(n));
    // The verifier of flatbuffers 2 looks at the length's alignment only.
    return verifier.VerifyVector(vector) &&
           (vector == nullptr ||
            reinterpret_cast<std::uintptr_t>(vector->Data()) % alignof(T) == 0);
  }
  template <typename T>
  bool verify_tables(flatbuffers::Verifier& verifier, int n) const {
    // The offset first: until it is proved, the pointer is not to be made.
    if (!VerifyOffset(verifier, field(n))) return false;
    const auto* tables = GetPointer<const TablesOf<T>*>(field(n));
    return verifier.VerifyVector(tables) && verifier.VerifyVectorOfTables(tables);
  }
  bool verify_string(flatbuffers::Verifier& verifier, int n) const {
    return VerifyOffset(verifier, field(n)) &&
           verifier.VerifyString(GetPointer<const flatbuffers::String*>(field(n)));
  }
};

// The attributes of one operator: every field is a scalar or a vector of int32, looked up by number
// with the schema's default. What each number means stands where the operator is imported.
struct Options : View {
  std::int32_t int_at(int n, std::int32_t fallback) const {
    return GetField<std::int32_t>(field(n), fallback);
  }
  std::int8_t byte_at(int n) const { return GetField<std::int8_t>(field(n), 0); }
  bool bool_at(int n) const { return GetField<std::uint8_t>(field(n), 0) != 0; }
  float float_at(int n) const { return GetField<float>(field(n), 0.0f); }

  // Which fields are read depends on the operator, so the caller names the width of each:
  // 'i' int32, 'f' float, 'b' one byte.
  bool verify(flatbuffers::Verifier& verifier, const char* widths) const {
    if (!VerifyTableStart(verifier)) return false;
    for (int n = 0; widths[n] != '\0'; ++n) {
      const bool proved = widths[n] == 'b' ? VerifyField<std::uint8_t>(verifier, field(n), 1)
                                           : VerifyField<std::int32_t>(verifier, field(n), 4);
      if (!proved) return false;
    }
    return verifier.EndTable();
  }
};

struct Quantisation : View {
  const VectorOf<float>* scales() const { return GetPointer<const VectorOf<float>*>(field(2)); }
  const VectorOf<std::int64_t>* zero_points() const {
    return GetPointer<const VectorOf<std::int64_t>*>(field(3));
  }
  std::int32_t dimension() const { return GetField<std::int32_t>(field(6), 0); }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && verify_vector<float>(verifier, 2) &&
           verify_vector<std::int64_t>(verifier, 3) &&
           VerifyField<std::int32_t>(verifier, field(6), 4) && verifier.EndTable();
  }
};

struct TensorView : View {
  const VectorOf<std::int32_t>* shape() const {
    return GetPointer<const VectorOf<std::int32_t>*>(field(0));
  }
  std::int8_t type() const { return GetField<std::int8_t>(field(1), 0); }
  std::uint32_t buffer() const { return GetField<std::uint32_t>(field(2), 0); }
  const flatbuffers::String* name() const {
    return GetPointer<const flatbuffers::String*>(field(3));
  }
  const Quantisation* quantisation() const { return GetPointer<const Quantisation*>(field(4)); }
  bool is_variable() const { return GetField<std::uint8_t>(field(5), 0) != 0; }
  bool is_sparse() const { return GetPointer<const void*>(field(6)) != nullptr; }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && verify_vector<std::int32_t>(verifier, 0) &&
           VerifyField<std::int8_t>(verifier, field(1), 1) &&
           VerifyField<std::uint32_t>(verifier, field(2), 4) && verify_string(verifier, 3) &&
           VerifyOffset(verifier, field(4)) && verifier.VerifyTable(quantisation()) &&
           VerifyField<std::uint8_t>(verifier, field(5), 1) && VerifyOffset(verifier, field(6)) &&
           verifier.EndTable();
  }
};

struct OperatorView : View {
  std::uint32_t code() const { return GetField<std::uint32_t>(field(0), 0); }
  const VectorOf<std::int32_t>* inputs() const {
    return GetPointer<const VectorOf<std::int32_t>*>(field(1));
  }
  const VectorOf<std::int32_t>* outputs() const {
    return GetPointer<const VectorOf<std::int32_t>*>(field(2));
  }
  // The number of the table's type in the schema's union, 0 when there is none.
  std::uint8_t options_type() const { return GetField<std::uint8_t>(field(3), 0); }
  // Inside the file, but not yet verified: see Options::verify().
  const Options* options() const { return GetPointer<const Options*>(field(4)); }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && VerifyField<std::uint32_t>(verifier, field(0), 4) &&
           verify_vector<std::int32_t>(verifier, 1) && verify_vector<std::int32_t>(verifier, 2) &&
           VerifyField<std::uint8_t>(verifier, field(3), 1) && VerifyOffset(verifier, field(4)) &&
           verifier.EndTable();
  }
};

struct SubGraph : View {
  const TablesOf<TensorView>* tensors() const {
    return GetPointer<const TablesOf<TensorView>*>(field(0));
  }
  const VectorOf<std::int32_t>* inputs() const {
    return GetPointer<const VectorOf<std::int32_t>*>(field(1));
  }
  const VectorOf<std::int32_t>* outputs() const {
    return GetPointer<const VectorOf<std::int32_t>*>(field(2));
  }
  const TablesOf<OperatorView>* operators() const {
    return GetPointer<const TablesOf<OperatorView>*>(field(3));
  }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && verify_tables<TensorView>(verifier, 0) &&
           verify_vector<std::int32_t>(verifier, 1) && verify_vector<std::int32_t>(verifier, 2) &&
           verify_tables<OperatorView>(verifier, 3) && verifier.EndTable();
  }
};

struct OperatorCode : View {
  // Old files have only the byte, new files put the larger number in the int.
  std::int32_t builtin() const {
    return std::max<std::int32_t>(GetField<std::int8_t>(field(0), 0),
                                  GetField<std::int32_t>(field(3), 0));
  }
  const flatbuffers::String* custom_name() const {
    return GetPointer<const flatbuffers::String*>(field(1));
  }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && VerifyField<std::int8_t>(verifier, field(0), 1) &&
           verify_string(verifier, 1) && VerifyField<std::int32_t>(verifier, field(3), 4) &&
           verifier.EndTable();
  }
};

struct Buffer : View {
  const VectorOf<std::uint8_t>* data() const {
    return GetPointer<const VectorOf<std::uint8_t>*>(field(0));
  }
  // Not 0 or 1 when the data lies after the flatbuffer (files beyond 2 GB).
  std::uint64_t outside_offset() const { return GetField<std::uint64_t>(field(1), 0); }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && verify_vector<std::uint8_t>(verifier, 0) &&
           VerifyField<std::uint64_t>(verifier, field(1), 8) && verifier.EndTable();
  }
};

struct Model : View {
  static constexpr const char* kIdentifier = "TFL3";

  std::uint32_t version() const { return GetField<std::uint32_t>(field(0), 0); }
  const TablesOf<OperatorCode>* operator_codes() const {
    return GetPointer<const TablesOf<OperatorCode>*>(field(1));
  }
  const TablesOf<SubGraph>* subgraphs() const {
    return GetPointer<const TablesOf<SubGraph>*>(field(2));
  }
  const TablesOf<Buffer>* buffers() const { return GetPointer<const TablesOf<Buffer>*>(field(4)); }

  bool Verify(flatbuffers::Verifier& verifier) const {
    return VerifyTableStart(verifier) && VerifyField<std::uint32_t>(verifier, field(0), 4) &&
           verify_tables<OperatorCode>(verifier, 1) && verify_tables<SubGraph>(verifier, 2) &&
           verify_tables<Buffer>(verifier, 4) && verifier.EndTable();
  }
};

}  // namespace satchel::tflite
