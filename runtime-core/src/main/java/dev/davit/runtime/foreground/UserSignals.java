package dev.davit.runtime.foreground;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Handlers for the signals that this process gets.
 *
 * <p>{@code sun.misc.Signal} of module jdk.unsupported is the only way, and JEP 260 keeps it until
 * there is another; it is reached by reflection, because javac warns of it in a way that cannot be
 * switched off.
 */
public final class UserSignals {

  private static final Class<?> SIGNAL = type("sun.misc.Signal");
  private static final Class<?> HANDLER = type("sun.misc.SignalHandler");
  private static final Method HANDLE = method("handle", SIGNAL, HANDLER);

  private UserSignals() {}

  /**
   * Sets a handler, which is called on a thread of its own.
   *
   * @param name without SIG, such as {@code INT}
   * @param action gets the name
   * @return brings back the handler that was there before
   * @throws IllegalArgumentException if the virtual machine keeps that signal to itself
   */
  public static Runnable on(String name, Consumer<String> action) {
    Object signal = signal(name);
    Object handler =
        Proxy.newProxyInstance(
            UserSignals.class.getClassLoader(),
            new Class<?>[] {HANDLER},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    action.accept(name);
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "handler of SIG" + name;
                });
    Object previous = call(HANDLE, signal, handler);
    return () -> call(HANDLE, signal, previous);
  }

  private static Object signal(String name) {
    try {
      return SIGNAL.getConstructor(String.class).newInstance(name);
    } catch (InvocationTargetException e) {
      throw unchecked(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Method method, Object... arguments) {
    try {
      return method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw unchecked(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException unchecked(InvocationTargetException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("module jdk.unsupported is missing", e);
    }
  }

  private static Method method(String name, Class<?>... parameters) {
    try {
      return SIGNAL.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
