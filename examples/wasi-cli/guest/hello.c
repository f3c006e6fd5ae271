// A program of the world wasi:cli/command, written against the Canonical ABI without a C library: it greets its first
// argument, or the value of the environment variable NAME, or the world.

typedef unsigned char u8;
typedef unsigned int u32;

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

typedef struct {
  const u8 *text;
  u32 length;
} string;

typedef struct {
  string *items;
  u32 count;
} string_list;

typedef struct {
  string name;
  string value;
} variable;

typedef struct {
  variable *items;
  u32 count;
} variable_list;

// result<_, stream-error>, where stream-error's first case carries an own<error>.
typedef struct {
  u8 is_error;
  struct {
    u8 tag;
    u32 error;
  } payload;
} write_result;

enum { LAST_OPERATION_FAILED, CLOSED };

IMPORT("wasi:cli/environment@0.2.0", "get-arguments") void get_arguments(string_list *result);
IMPORT("wasi:cli/environment@0.2.0", "get-environment") void get_environment(variable_list *result);
IMPORT("wasi:cli/stdout@0.2.0", "get-stdout") u32 get_stdout(void);
IMPORT("wasi:io/streams@0.2.0", "[method]output-stream.blocking-write-and-flush")
void write_and_flush(u32 stream, const u8 *contents, u32 length, write_result *result);
IMPORT("wasi:io/streams@0.2.0", "[resource-drop]output-stream") void drop_output_stream(u32 stream);
IMPORT("wasi:io/error@0.2.0", "[resource-drop]error") void drop_error(u32 error);

// The program runs once, so nothing is ever freed.
extern u8 __heap_base;
static u32 heap_end;

__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(u8 *old, u32 old_size, u32 align, u32 size) {
  if (heap_end == 0) {
    heap_end = (u32)&__heap_base;
  }
  u32 start = (heap_end + align - 1) & ~(align - 1);
  heap_end = start + size;
  u32 memory = (u32)__builtin_wasm_memory_size(0) << 16;
  if (heap_end < start ||
      (heap_end > memory &&
       __builtin_wasm_memory_grow(0, (heap_end - memory + 0xffff) >> 16) == (__SIZE_TYPE__)-1)) {
    __builtin_trap();
  }
  for (u32 index = 0; index < old_size && index < size; index++) {
    ((u8 *)start)[index] = old[index];
  }
  return (void *)start;
}

static u8 line[4096];
static u32 line_length;

static void append(const u8 *text, u32 length) {
  for (u32 index = 0; index < length && line_length < sizeof(line); index++) {
    line[line_length++] = text[index];
  }
}

static int is_name(string text) {
  return text.length == 4 && text.text[0] == 'N' && text.text[1] == 'A' && text.text[2] == 'M' && text.text[3] == 'E';
}

static string whom_to_greet(void) {
  string_list arguments;
  get_arguments(&arguments);
  if (arguments.count > 1) {
    return arguments.items[1];
  }
  variable_list variables;
  get_environment(&variables);
  for (u32 index = 0; index < variables.count; index++) {
    if (is_name(variables.items[index].name)) {
      return variables.items[index].value;
    }
  }
  return (string){(const u8 *)"world", 5};
}

// Gives 0 for ok and 1 for err.
__attribute__((export_name("wasi:cli/run@0.2.0#run"))) u32 run(void) {
  string whom = whom_to_greet();
  line_length = 0;
  append((const u8 *)"hello, ", 7);
  append(whom.text, whom.length);
  append((const u8 *)"\n", 1);

  u32 stream = get_stdout();
  write_result result;
  write_and_flush(stream, line, line_length, &result);
  drop_output_stream(stream);
  if (result.is_error && result.payload.tag == LAST_OPERATION_FAILED) {
    drop_error(result.payload.error);
  }
  return result.is_error;
}
