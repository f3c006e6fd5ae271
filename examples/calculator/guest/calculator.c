// The guest of ../wit/calculator.wit, written against the Canonical ABI without any library: what a bindings
// generator for C would make, made by hand. Offsets are those of CanonicalABI.md for 32-bit memory.

typedef unsigned char u8;
typedef unsigned int u32;

#define OPERATIONS "docs:calculator/operations@0.1.0"
#define EXPORT(name) __attribute__((export_name(OPERATIONS "#" name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

IMPORT("docs:calculator/log@0.1.0", "log") void log_message(const u8 *message, u32 length);
IMPORT("[export]" OPERATIONS, "[resource-new]history") u32 history_new(void *representation);

// Memory: blocks of 16, 32, 64 … bytes, each size with a list of free blocks.

extern u8 __heap_base;
static u32 heap_end;

typedef struct block {
  struct block *next;
} block;
static block *free_blocks[28];

static u32 size_class(u32 size) {
  u32 class = 0;
  while ((16u << class) < size) {
    class++;
  }
  return class;
}

static void *allocate(u32 size) {
  u32 class = size_class(size);
  if (size > 1u << 30) {
    __builtin_trap();
  }
  block *found = free_blocks[class];
  if (found) {
    free_blocks[class] = found->next;
    return found;
  }
  if (heap_end == 0) {
    heap_end = ((u32)&__heap_base + 15) & ~15u;
  }
  u32 start = heap_end;
  heap_end += 16u << class;
  u32 memory = (u32)__builtin_wasm_memory_size(0) << 16;
  if (heap_end > memory &&
      __builtin_wasm_memory_grow(0, (heap_end - memory + 0xffff) >> 16) == (__SIZE_TYPE__)-1) {
    __builtin_trap();
  }
  return (void *)start;
}

static void release(void *pointer, u32 size) {
  if (size != 0) {
    block *freed = pointer;
    u32 class = size_class(size);
    freed->next = free_blocks[class];
    free_blocks[class] = freed;
  }
}

static void copy(void *to, const void *from, u32 size) {
  for (u32 index = 0; index < size; index++) {
    ((u8 *)to)[index] = ((const u8 *)from)[index];
  }
}

// What the host calls to pass strings in.
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, u32 old_size, u32 align, u32 size) {
  (void)align;
  void *block = allocate(size);
  if (old_size != 0) {
    copy(block, old, old_size < size ? old_size : size);
    release(old, old_size);
  }
  return block;
}

// Types.

enum operator { ADD, SUBTRACT, MULTIPLY, DIVIDE };
enum error { DIVISION_BY_ZERO, NEGATIVE_OPERAND };

typedef struct {
  double left;
  u8 operator;
  double right;
} calculation;

typedef struct {
  u8 is_some;
  const char *text;
  u32 length;
} optional_text;

typedef struct {
  calculation calculation;
  double value;
  optional_text note;
} entry;

typedef struct {
  u8 is_error;
  union {
    double value;
    struct {
      u8 error;
      double operand;
    };
  };
} outcome;

_Static_assert(sizeof(calculation) == 24 && sizeof(entry) == 48 && sizeof(outcome) == 24, "layout");

static double apply(double left, u32 operator, double right) {
  switch (operator) {
  case ADD:
    return left + right;
  case SUBTRACT:
    return left - right;
  case MULTIPLY:
    return left * right;
  default:
    return left / right;
  }
}

// Results that do not fit a core result lie here until the next call.
static outcome last_outcome;

static outcome *succeed(double value) {
  last_outcome.is_error = 0;
  last_outcome.value = value;
  return &last_outcome;
}

static outcome *fail(enum error error, double operand) {
  last_outcome.is_error = 1;
  last_outcome.error = error;
  last_outcome.operand = operand;
  return &last_outcome;
}

EXPORT("add") double add(double left, double right) { return left + right; }

EXPORT("divide") outcome *divide(double left, double right) {
  return right == 0 ? fail(DIVISION_BY_ZERO, 0) : succeed(left / right);
}

EXPORT("square-root") outcome *square_root(double operand) {
  return operand < 0 ? fail(NEGATIVE_OPERAND, operand) : succeed(__builtin_sqrt(operand));
}

// The resource. Its representation is the history's address.

typedef struct {
  u8 *label;
  u32 label_length;
  entry *entries;
  u32 count;
  u32 capacity;
} history;

static void reserve(history *self, u32 capacity) {
  if (capacity <= self->capacity) {
    return;
  }
  u32 new_capacity = self->capacity == 0 ? 4 : self->capacity;
  while (new_capacity < capacity) {
    new_capacity *= 2;
  }
  entry *entries = allocate(new_capacity * sizeof(entry));
  copy(entries, self->entries, self->count * sizeof(entry));
  release(self->entries, self->capacity * sizeof(entry));
  self->entries = entries;
  self->capacity = new_capacity;
}

static history *make_history(u8 *label, u32 label_length) {
  history *self = allocate(sizeof(history));
  *self = (history){.label = label, .label_length = label_length};
  return self;
}

// The string that came in belongs to the guest now; the history keeps it.
EXPORT("[constructor]history") u32 history_constructor(u8 *label, u32 label_length) {
  return history_new(make_history(label, label_length));
}

EXPORT("[dtor]history") void history_destructor(history *self) {
  release(self->label, self->label_length);
  release(self->entries, self->capacity * sizeof(entry));
  release(self, sizeof(history));
}

// Logs "label: 3 calculations".
static void log_count(const history *self) {
  static const char ending[] = " calculations";
  u32 plural = self->count != 1;
  u8 *text = allocate(self->label_length + 32);
  u32 length = self->label_length;
  copy(text, self->label, length);
  text[length++] = ':';
  text[length++] = ' ';
  u32 digits = 1;
  for (u32 rest = self->count / 10; rest != 0; rest /= 10) {
    digits++;
  }
  for (u32 index = digits, rest = self->count; index-- != 0; rest /= 10) {
    text[length + index] = '0' + rest % 10;
  }
  length += digits;
  u32 ending_length = sizeof(ending) - 1 - !plural;
  copy(text + length, ending, ending_length);
  log_message(text, length + ending_length);
  release(text, self->label_length + 32);
}

EXPORT("[method]history.calculate")
outcome *history_calculate(history *self, double left, u32 operator, double right) {
  if (operator == DIVIDE && right == 0) {
    return fail(DIVISION_BY_ZERO, 0);
  }
  static const char note[] = "too large for 64 bits";
  double value = apply(left, operator, right);
  entry made = {.calculation = {left, operator, right}, .value = value};
  if (value - value != 0 && left - left == 0 && right - right == 0) {
    made.note = (optional_text){1, note, sizeof(note) - 1};
  }
  reserve(self, self->count + 1);
  self->entries[self->count++] = made;
  log_count(self);
  return succeed(value);
}

// The list is lent to the host for the time of the call, so it is not copied.
EXPORT("[method]history.entries") void *history_entries(const history *self) {
  static struct {
    entry *entries;
    u32 count;
  } list;
  list.entries = self->entries;
  list.count = self->count;
  return &list;
}

EXPORT("[method]history.last") void *history_last(const history *self) {
  static struct {
    u8 is_some;
    entry entry;
  } last;
  last.is_some = self->count != 0;
  if (last.is_some) {
    last.entry = self->entries[self->count - 1];
  }
  return &last;
}

// A borrow of one's own resource arrives as its representation.
EXPORT("[static]history.join")
u32 history_join(u8 *label, u32 label_length, const history *first, const history *second) {
  history *self = make_history(label, label_length);
  reserve(self, first->count + second->count);
  copy(self->entries, first->entries, first->count * sizeof(entry));
  copy(self->entries + first->count, second->entries, second->count * sizeof(entry));
  self->count = first->count + second->count;
  return history_new(self);
}
