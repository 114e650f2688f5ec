package dev.davit.cri;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;

/** The scalars of protobuf in JSON. */
final class Values {

  /** More digits than any number has; an exponent beyond it would take minutes to write out. */
  private static final int MOST_DIGITS = 40;

  static final ValueType STRING =
      new Scalar("") {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value((String) value);
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          if (reader.peek() != JsonToken.STRING) {
            throw expected("a string", reader);
          }
          return reader.nextString();
        }
      };

  static final ValueType BOOL =
      new Scalar(false) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value((Boolean) value);
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          if (reader.peek() != JsonToken.BOOLEAN) {
            throw expected("true or false", reader);
          }
          return reader.nextBoolean();
        }
      };

  static final ValueType DOUBLE =
      new Scalar(0.0) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          double number = (Double) value;
          if (Double.isFinite(number)) {
            writer.value(number);
          } else {
            writer.value(Double.toString(number));
          }
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          String text = numeral(reader);
          switch (text) {
            case "NaN":
              return Double.NaN;
            case "Infinity":
              return Double.POSITIVE_INFINITY;
            case "-Infinity":
              return Double.NEGATIVE_INFINITY;
            default:
              double number = decimal(text, reader).doubleValue();
              if (Double.isInfinite(number)) {
                throw expected("a number of 64 bits", reader, text);
              }
              return number;
          }
        }
      };

  static final ValueType BYTES =
      new Scalar(Bytes.EMPTY) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value(Base64.getEncoder().encodeToString(((Bytes) value).content()));
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          if (reader.peek() != JsonToken.STRING) {
            throw expected("a string in base64", reader);
          }
          String text = reader.nextString().replace('-', '+').replace('_', '/');
          try {
            return Bytes.of(Base64.getDecoder().decode(text));
          } catch (IllegalArgumentException e) {
            throw new JsonException(path(reader) + ": not base64: " + e.getMessage());
          }
        }
      };

  static final ValueType INT32 =
      new Scalar(0) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value((Integer) value);
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          return integer(reader, Integer.MIN_VALUE + "", Integer.MAX_VALUE + "").intValue();
        }
      };

  static final ValueType UINT32 =
      new Scalar(0L) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value((Long) value);
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          return integer(reader, "0", "4294967295").longValue();
        }
      };

  static final ValueType INT64 =
      new Scalar(0L) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value(value.toString());
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          return integer(reader, Long.MIN_VALUE + "", Long.MAX_VALUE + "").longValue();
        }
      };

  static final ValueType UINT64 =
      new Scalar(0L) {
        @Override
        public void write(Object value, JsonWriter writer) throws IOException {
          writer.value(Long.toUnsignedString((Long) value));
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
          return integer(reader, "0", "18446744073709551615").longValue();
        }
      };

  private abstract static class Scalar implements ValueType {

    private final Object unset;

    Scalar(Object unset) {
      this.unset = unset;
    }

    @Override
    public Object unset() {
      return unset;
    }
  }

  private Values() {}

  /** A number, or a string that is one. */
  private static String numeral(JsonReader reader) throws IOException {
    if (reader.peek() != JsonToken.NUMBER && reader.peek() != JsonToken.STRING) {
      throw expected("a number", reader);
    }
    return reader.nextString();
  }

  private static BigDecimal decimal(String text, JsonReader reader) {
    // BigDecimal takes signs and digits that JSON does not.
    if (!text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,4})?")) {
      throw expected("a number", reader, text);
    }
    return new BigDecimal(text);
  }

  private static BigInteger integer(JsonReader reader, String least, String most)
      throws IOException {
    String text = numeral(reader);
    BigDecimal decimal = decimal(text, reader);
    if (decimal.precision() - decimal.scale() <= MOST_DIGITS) {
      try {
        BigInteger integer = decimal.toBigIntegerExact();
        if (integer.compareTo(new BigInteger(least)) >= 0
            && integer.compareTo(new BigInteger(most)) <= 0) {
          return integer;
        }
      } catch (ArithmeticException e) {
        throw expected("a whole number", reader, text);
      }
    }
    throw expected("a number from " + least + " to " + most, reader, text);
  }

  static Object enumeration(Class<?> type, JsonReader reader) throws IOException {
    Object[] values = type.getEnumConstants();
    if (reader.peek() == JsonToken.NUMBER) {
      BigInteger number = integer(reader, "0", (values.length - 1) + "");
      return values[number.intValue()];
    }
    if (reader.peek() != JsonToken.STRING) {
      throw expected("a name of " + type.getSimpleName(), reader);
    }
    String name = reader.nextString();
    for (Object value : values) {
      // From 1.37 on the names of signals carry the name of their enumeration.
      String other = type.getSimpleName().toUpperCase(Locale.ROOT) + "_" + value;
      if (value.toString().equals(name) || other.equals(name)) {
        return value;
      }
    }
    throw expected("a name of " + type.getSimpleName(), reader, name);
  }

  static JsonException expected(String what, JsonReader reader) throws IOException {
    return new JsonException(
        where(reader.getPath()) + ": expected " + what + ", found " + found(reader.peek()));
  }

  private static JsonException expected(String what, JsonReader reader, String found) {
    String shown = found.length() <= MOST_DIGITS ? found : found.substring(0, MOST_DIGITS) + "…";
    return new JsonException(path(reader) + ": expected " + what + ", found " + shown);
  }

  /** The path of what is to be read next. */
  static String here(JsonReader reader) {
    return where(reader.getPath());
  }

  /** The path of what was read last. */
  static String path(JsonReader reader) {
    return where(reader.getPreviousPath());
  }

  private static String where(String path) {
    return path.equals("$") ? "message" : path.substring(path.startsWith("$.") ? 2 : 1);
  }

  private static String found(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY, END_ARRAY -> "an array";
      case BEGIN_OBJECT, END_OBJECT, NAME -> "an object";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case END_DOCUMENT -> "nothing";
    };
  }
}
