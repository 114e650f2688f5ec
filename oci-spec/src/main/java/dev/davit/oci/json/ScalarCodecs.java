package dev.davit.oci.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Codecs of values that are not objects or arrays. */
final class ScalarCodecs {
  private ScalarCodecs() {}

  /** A boolean; the primitive one is false when absent. */
  static final class OfBoolean extends Codec {
    private final boolean optional;

    OfBoolean(boolean optional) {
      this.optional = optional;
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      return tree instanceof Boolean ? tree : unexpected("true or false", tree, path, problems);
    }

    @Override
    Object encode(Object value) {
      return value;
    }

    @Override
    Object absent() {
      return optional ? false : null;
    }

    @Override
    Object placeholder() {
      return false;
    }
  }

  /** A string that the kernel can take: encodable in UTF-8 and without NUL. */
  static final class OfString extends Codec {
    private static final int MAX_SURROGATE = Character.MAX_SURROGATE;

    @Override
    Object decode(Object tree, String path, Problems problems) {
      if (!(tree instanceof String text)) {
        return unexpected("a string", tree, path, problems);
      }
      return isEncodable(text, path, problems) ? text : null;
    }

    /** Whether the kernel can take it; if not, the problems say so. */
    static boolean isEncodable(String text, String path, Problems problems) {
      if (text.indexOf('\0') >= 0) {
        problems.addUnreadable(path, "contains a NUL character");
        return false;
      }
      if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= MAX_SURROGATE)) {
        problems.addUnreadable(path, "contains half a surrogate pair");
        return false;
      }
      return true;
    }

    @Override
    Object encode(Object value) {
      return value;
    }

    @Override
    Object placeholder() {
      return "";
    }
  }

  /** An integer of so many bits, in an Integer or a Long. */
  static final class OfInteger extends Codec {
    private final BigInteger min;
    private final BigInteger max;
    private final boolean inInt;
    private final boolean unsigned64;

    private OfInteger(BigInteger min, BigInteger max, boolean inInt, boolean unsigned64) {
      this.min = min;
      this.max = max;
      this.inInt = inInt;
      this.unsigned64 = unsigned64;
    }

    static OfInteger unsigned(int bits) {
      BigInteger end = BigInteger.ONE.shiftLeft(bits);
      return new OfInteger(BigInteger.ZERO, end.subtract(BigInteger.ONE), false, bits == Long.SIZE);
    }

    static OfInteger signed32() {
      return new OfInteger(
          BigInteger.valueOf(Integer.MIN_VALUE),
          BigInteger.valueOf(Integer.MAX_VALUE),
          true,
          false);
    }

    static OfInteger signed64() {
      return new OfInteger(
          BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE), false, false);
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      BigInteger number;
      if (tree instanceof Long small) {
        number = BigInteger.valueOf(small);
      } else if (tree instanceof BigInteger big) {
        number = big;
      } else {
        return unexpected("an integer", tree, path, problems);
      }
      if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
        problems.addUnreadable(path, "%s is not within %s and %s".formatted(number, min, max));
        return null;
      }
      return inInt ? (Object) number.intValue() : (Object) number.longValue();
    }

    @Override
    Object encode(Object value) {
      long number = ((Number) value).longValue();
      boolean large = unsigned64 && number < 0;
      return large ? new BigInteger(Long.toUnsignedString(number)) : (Object) number;
    }

    @Override
    Object placeholder() {
      return inInt ? (Object) 0 : (Object) 0L;
    }
  }

  /** An enum, by the {@link Name} of its constants. */
  static final class OfEnum extends Codec {
    private static final int MAX_LISTED = 9;

    private final Map<String, Object> byName = new LinkedHashMap<>();
    private final Map<Object, String> names = new LinkedHashMap<>();

    OfEnum(Class<?> type) {
      for (Object constant : type.getEnumConstants()) {
        String name = ((Enum<?>) constant).name();
        try {
          Name annotated = type.getField(name).getAnnotation(Name.class);
          name = annotated == null ? name : annotated.value();
        } catch (NoSuchFieldException e) {
          throw new IllegalStateException(e);
        }
        byName.put(name, constant);
        names.put(constant, name);
      }
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      if (!(tree instanceof String text)) {
        return unexpected("a string", tree, path, problems);
      }
      Object constant = byName.get(text);
      if (constant == null) {
        boolean few = byName.size() <= MAX_LISTED;
        String known = few ? ", not one of " + String.join(", ", byName.keySet()) : "";
        problems.addUnreadable(path, "unknown value " + Problems.quote(text) + known);
      }
      return constant;
    }

    @Override
    Object encode(Object value) {
      return names.get(value);
    }

    @Override
    Object placeholder() {
      return byName.values().iterator().next();
    }
  }

  /** A value type with a grammar: static {@code parse(String)}, and {@code toString}. */
  static final class OfParsed extends Codec {
    private final Method parse;

    OfParsed(Class<?> type) {
      try {
        this.parse = type.getMethod("parse", String.class);
      } catch (NoSuchMethodException e) {
        throw new IllegalArgumentException(type + " has no json form", e);
      }
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      if (!(tree instanceof String text)) {
        return unexpected("a string", tree, path, problems);
      }
      try {
        return parse.invoke(null, text);
      } catch (InvocationTargetException e) {
        problems.addUnreadable(path, String.valueOf(e.getCause().getMessage()));
        return null;
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Object encode(Object value) {
      return value.toString();
    }
  }

  /** Any JSON value, as JDK types. */
  static final class OfAnything extends Codec {
    @Override
    Object decode(Object tree, String path, Problems problems) {
      return tree;
    }

    @Override
    Object encode(Object value) {
      return value;
    }
  }
}
