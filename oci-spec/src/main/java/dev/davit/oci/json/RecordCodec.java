package dev.davit.oci.json;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The codec of a record, made once from its components: their names and types are the schema. A
 * last component {@code Map<String, Object> unknown} takes the fields that no other component has.
 */
final class RecordCodec extends Codec {
  private static final ClassValue<RecordCodec> CODECS =
      new ClassValue<>() {
        @Override
        protected RecordCodec computeValue(Class<?> type) {
          return new RecordCodec(type);
        }
      };

  /** One component with its JSON name. */
  private record Field(String name, Method accessor, Codec codec, Optional<String> implied) {}

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final List<Field> fields = new ArrayList<>();
  private final Optional<Method> unknown;

  private RecordCodec(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Optional<Method> unknownFields = Optional.empty();
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      types[i] = component.getType();
      if (component.getName().equals("unknown")) {
        unknownFields = Optional.of(component.getAccessor());
      } else {
        Name name = component.getAnnotation(Name.class);
        fields.add(
            new Field(
                name == null ? component.getName() : name.value(),
                component.getAccessor(),
                codec(component.getAnnotatedType(), component.isAnnotationPresent(Required.class)),
                Optional.ofNullable(component.getAnnotation(Implied.class)).map(Implied::value)));
      }
    }
    this.unknown = unknownFields;
    try {
      this.constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The codec of a record class, made at the first call. */
  static RecordCodec of(Class<?> type) {
    return CODECS.get(type);
  }

  @Override
  Object decode(Object tree, String path, Problems problems) {
    if (!(tree instanceof Map<?, ?> map)) {
      return unexpected("an object", tree, path, problems);
    }
    Map<String, Object> named = named(map);
    List<Object> values = new ArrayList<>();
    for (Field field : fields) {
      values.add(fieldValue(field, named, path, problems));
    }
    if (unknown.isPresent()) {
      Map<String, Object> rest = new LinkedHashMap<>(named);
      fields.forEach(field -> rest.remove(field.name()));
      values.add(rest);
    }
    return values.contains(null) ? null : create(values, path, problems);
  }

  /**
   * With the names of the fields as the specification writes them: Go's decoder, which is that of
   * most runtimes, takes them in any case, and documents have come to count on that. A field that
   * is there twice has the members of both.
   */
  private Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          String name = spelled((String) key);
          named.put(name, withMembersOf(named.get(name), value));
        });
    return named;
  }

  private String spelled(String key) {
    for (Field field : fields) {
      if (field.name().equals(key)) {
        return key;
      }
    }
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(key)) {
        return field.name();
      }
    }
    return key;
  }

  private static Object withMembersOf(Object first, Object second) {
    if (first instanceof Map<?, ?> some && second instanceof Map<?, ?> more) {
      Map<Object, Object> all = new LinkedHashMap<>(some);
      all.putAll(more);
      return all;
    }
    return second == null ? first : second;
  }

  @Override
  Object encode(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Field field : fields) {
      Object component = call(field.accessor(), value);
      if (!field.codec().mayBeOmitted(component)) {
        map.put(field.name(), field.codec().encode(component));
      }
    }
    unknown.ifPresent(
        accessor ->
            ((Map<?, ?>) call(accessor, value)).forEach((k, v) -> map.putIfAbsent((String) k, v)));
    return map;
  }

  @Override
  Object placeholder() {
    List<Object> values = new ArrayList<>();
    fields.forEach(field -> values.add(field.codec().placeholder()));
    unknown.ifPresent(accessor -> values.add(Map.of()));
    return values.contains(null) ? null : create(values, "", new Problems());
  }

  private Object fieldValue(Field field, Map<?, ?> map, String path, Problems problems) {
    String fieldPath = Problems.field(path, field.name());
    Object raw = map.get(field.name());
    if (raw == null && field.implied().isPresent()) {
      raw = JsonTree.read(field.implied().get(), problems);
    }
    Object value;
    if (raw == null) {
      value = field.codec().absent();
      if (value == null) {
        problems.addUnreadable(fieldPath, "missing");
      }
    } else {
      value = field.codec().decode(raw, fieldPath, problems);
    }
    return value == null ? field.codec().placeholder() : value;
  }

  private Object create(List<Object> values, String path, Problems problems) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        problems.addUnreadable(path, String.valueOf(refused.getMessage()));
        return null;
      }
      throw new IllegalStateException(type + ": " + path, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Method accessor, Object value) {
    try {
      return accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Codec codec(AnnotatedType annotated, boolean required) {
    if (annotated.getType() instanceof ParameterizedType parameterized) {
      AnnotatedType[] arguments =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      Codec content = codec(arguments[arguments.length - 1], true);
      if (parameterized.getRawType() == Optional.class) {
        return new ContainerCodecs.OfOptional(content);
      } else if (parameterized.getRawType() == List.class) {
        return new ContainerCodecs.OfList(content, required);
      } else if (parameterized.getRawType() == Map.class) {
        return new ContainerCodecs.OfMap(content);
      }
      throw new IllegalArgumentException(parameterized + " has no json form");
    }
    return scalar(
        (Class<?>) annotated.getType(), annotated.getAnnotation(Unsigned.class), required);
  }

  private static Codec scalar(Class<?> type, Unsigned unsigned, boolean required) {
    if (type == String.class) {
      return new ScalarCodecs.OfString();
    } else if (type == boolean.class || type == Boolean.class) {
      return new ScalarCodecs.OfBoolean(!required);
    } else if (type == long.class || type == Long.class) {
      return unsigned == null
          ? ScalarCodecs.OfInteger.signed64()
          : ScalarCodecs.OfInteger.unsigned(unsigned.value());
    } else if (type == int.class || type == Integer.class) {
      return ScalarCodecs.OfInteger.signed32();
    } else if (type == Object.class) {
      return new ScalarCodecs.OfAnything();
    } else if (type.isEnum()) {
      return new ScalarCodecs.OfEnum(type);
    }
    return new Deferred(type);
  }

  /**
   * The codec of a record or value type, made at its first use: most configurations have few of the
   * specification's parts, and reflecting on all of them would cost a short-lived JVM more than the
   * reading.
   */
  private static final class Deferred extends Codec {
    private final Class<?> type;
    private Codec codec;

    Deferred(Class<?> type) {
      this.type = type;
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      return codec().decode(tree, path, problems);
    }

    @Override
    Object encode(Object value) {
      return codec().encode(value);
    }

    @Override
    Object placeholder() {
      return codec().placeholder();
    }

    /** Made twice at worst when two threads come at once, and then equal. */
    private Codec codec() {
      Codec made = codec;
      if (made == null) {
        made = hasFields() ? of(type) : new ScalarCodecs.OfParsed(type);
        codec = made;
      }
      return made;
    }

    /**
     * Whether a record is an object in JSON; one without {@code unknown} that has a grammar is a
     * string.
     */
    private boolean hasFields() {
      if (!type.isRecord()) {
        return false;
      }
      RecordComponent[] components = type.getRecordComponents();
      return components[components.length - 1].getName().equals("unknown")
          || Arrays.stream(type.getMethods()).noneMatch(m -> m.getName().equals("parse"));
    }
  }
}
