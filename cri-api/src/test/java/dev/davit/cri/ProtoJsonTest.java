package dev.davit.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.ExecSyncResponse;
import dev.davit.cri.v1.HugepageLimit;
import dev.davit.cri.v1.IDMapping;
import dev.davit.cri.v1.ImageService;
import dev.davit.cri.v1.Int64Value;
import dev.davit.cri.v1.LinuxContainerResources;
import dev.davit.cri.v1.LinuxSandboxSecurityContext;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PortMapping;
import dev.davit.cri.v1.Protocol;
import dev.davit.cri.v1.PsiData;
import dev.davit.cri.v1.PsiStats;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.Signal;
import dev.davit.cri.v1.StopContainerRequest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ProtoJsonTest {

  @Test
  void writesNumbersOf64BitsAsStringsAndLeavesOutWhatIsUnset() {
    assertEquals(
        "{\"containerId\":\"c\",\"timeout\":\"-9223372036854775808\"}",
        ProtoJson.write(
            StopContainerRequest.builder().containerId("c").timeout(Long.MIN_VALUE).build()));
    assertEquals("{}", ProtoJson.write(PodSandboxConfig.builder().build()));
    assertEquals(
        "{\"limit\":\"18446744073709551615\"}",
        ProtoJson.write(HugepageLimit.builder().limit(-1).build()));
    assertEquals(
        "{\"hostId\":4294967295}",
        ProtoJson.write(IDMapping.builder().hostId(4294967295L).build()));
  }

  @Test
  void writesASetMessageEvenIfItIsEmpty() {
    assertEquals(
        "{\"runAsUser\":{}}",
        ProtoJson.write(
            LinuxSandboxSecurityContext.builder().runAsUser(Int64Value.builder().build()).build()));
    assertTrue(
        ProtoJson.read(LinuxSandboxSecurityContext.class, "{\"runAsUser\":{}}")
            .runAsUser()
            .isPresent());
    assertTrue(
        ProtoJson.read(LinuxSandboxSecurityContext.class, "{\"runAsUser\":null}")
            .runAsUser()
            .isEmpty());
  }

  @Test
  void understandsNamesOfBothKinds() {
    for (String name : List.of("container_path", "containerPath")) {
      assertEquals("/x", ProtoJson.read(Mount.class, "{\"" + name + "\":\"/x\"}").containerPath());
    }
    for (String name : List.of("CDI_devices", "CDIDevices")) {
      String json = "{\"" + name + "\":[{\"name\":\"a/b=c\"}]}";
      assertEquals(1, ProtoJson.read(ContainerConfig.class, json).cdiDevices().size());
    }
    assertEquals(
        "{\"Full\":{\"Total\":\"3\",\"Avg10\":1.5}}",
        ProtoJson.write(
            PsiStats.builder().full(PsiData.builder().total(3).avg10(1.5).build()).build()));
    assertEquals(1, ProtoJson.read(Mount.class, "{\"uidMappings\":[{}]}").uidMappings().size());
  }

  @Test
  void understandsEnumerationsByNameAndByNumber() {
    assertEquals(
        Protocol.SCTP, ProtoJson.read(PortMapping.class, "{\"protocol\":\"SCTP\"}").protocol());
    assertEquals(Protocol.UDP, ProtoJson.read(PortMapping.class, "{\"protocol\":1}").protocol());
    assertEquals(
        Signal.SIGTERM,
        ProtoJson.read(ContainerStatus.class, "{\"stopSignal\":\"SIGNAL_SIGTERM\"}").stopSignal());
    assertEquals(23, Signal.SIGTERM.ordinal());
    assertEquals(65, Signal.SIGRTMAX.ordinal());
  }

  @Test
  void understandsNumbersAsProtobufDoes() {
    for (String json : List.of("5", "\"5\"", "5.0", "50e-1", "\"0.5e1\"")) {
      assertEquals(
          5, ProtoJson.read(StopContainerRequest.class, "{\"timeout\":" + json + "}").timeout());
    }
    assertEquals(
        -1, ProtoJson.read(HugepageLimit.class, "{\"limit\":18446744073709551615}").limit());
  }

  @Test
  void understandsBase64OfBothAlphabetsWithAndWithoutPadding() {
    byte[] bytes = {(byte) 0xfb, (byte) 0xff, 1, 2};
    for (String text : List.of("+/8BAg==", "-_8BAg", "-_8BAg==", "+/8BAg")) {
      assertEquals(
          Bytes.of(bytes),
          ProtoJson.read(ExecSyncResponse.class, "{\"stdout\":\"" + text + "\"}").stdout());
    }
    assertEquals(
        "{\"stdout\":\"+/8BAg==\"}",
        ProtoJson.write(ExecSyncResponse.builder().stdout(Bytes.of(bytes)).build()));
  }

  @Test
  void ignoresUnknownFieldsAndTakesNothingForTheEmptyMessage() {
    assertEquals(
        "x",
        ProtoJson.read(
                StopContainerRequest.class,
                "{\"new\":[{\"a\":[1,null]}],\"containerId\":\"x\",\"other\":{}}")
            .containerId());
    assertEquals("", ProtoJson.read(StopContainerRequest.class, new byte[0]).containerId());
  }

  @TestFactory
  Stream<DynamicTest> saysWhereAndWhatIsWrong() {
    Map<String, String> problems = new LinkedHashMap<>();
    problems.put("[]", "message: expected an object, found an array");
    problems.put("{\"hostname\":5}", "hostname: expected a string, found a number");
    problems.put("{\"labels\":{\"a\":1}}", "labels.a: expected a string, found a number");
    problems.put("{\"labels\":[]}", "labels: expected an object, found an array");
    problems.put("{\"portMappings\":{}}", "portMappings: expected an array, found an object");
    problems.put(
        "{\"portMappings\":[{\"hostPort\":2147483648}]}",
        "portMappings[0].hostPort: expected a number from -2147483648 to 2147483647, found 2147483648");
    problems.put(
        "{\"portMappings\":[{\"hostPort\":1.5}]}",
        "portMappings[0].hostPort: expected a whole number, found 1.5");
    problems.put(
        "{\"portMappings\":[{\"hostPort\":1e9999}]}",
        "portMappings[0].hostPort: expected a number from -2147483648 to 2147483647, found 1e9999");
    problems.put(
        "{\"portMappings\":[{\"protocol\":\"ICMP\"}]}",
        "portMappings[0].protocol: expected a name of Protocol, found ICMP");
    problems.put("{\"portMappings\":[null]}", "portMappings[0]: expected an object, found null");
    problems.put(
        "{\"metadata\":{\"attempt\":-1}}",
        "metadata.attempt: expected a number from 0 to 4294967295, found -1");
    problems.put(
        "{\"metadata\":{\"attempt\":\" 1\"}}", "metadata.attempt: expected a number, found  1");
    problems.put("{\"hostname\":\"a\",\"hostname\":\"b\"}", "hostname: given twice");
    problems.put("{\"logDirectory\":\"a\",\"log_directory\":\"b\"}", "log_directory: given twice");
    problems.put("{\"hostname\":\"a\"", "malformed JSON: ");
    problems.put("{\"hostname\":\"a\"} {}", "malformed JSON: ");
    problems.put("{hostname:\"a\"}", "malformed JSON: ");
    problems.put("{\"hostname\":tru}", "malformed JSON: ");
    problems.put("nonsense", "malformed JSON: ");
    problems.put("{\"x\":" + "[".repeat(100_000), "malformed JSON: ");
    return problems.entrySet().stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.getKey().substring(0, Math.min(40, p.getKey().length())),
                    () -> {
                      String message =
                          assertThrows(
                                  JsonException.class,
                                  () -> ProtoJson.read(PodSandboxConfig.class, p.getKey()))
                              .getMessage();
                      assertTrue(message.startsWith(p.getValue()), message);
                      assertTrue(message.length() < 250, message);
                    }));
  }

  @Test
  void refusesWhatIsNotInUtf8() {
    byte[] latin = "{\"hostname\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        "malformed JSON: not in UTF-8",
        assertThrows(JsonException.class, () -> ProtoJson.read(PodSandboxConfig.class, latin))
            .getMessage());
  }

  @TestFactory
  Stream<DynamicTest> everyFieldOfEveryMessageComesBack() {
    return Stream.concat(RuntimeService.all().stream(), ImageService.all().stream())
        .flatMap(rpc -> Stream.of(rpc.request(), rpc.response()))
        .distinct()
        .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> comesBack(type)));
  }

  private static void comesBack(Class<? extends Record> type) throws Exception {
    Record message = (Record) full(type, 1);
    String json = ProtoJson.write(message);
    assertEquals(message, ProtoJson.read(type, json), json);
  }

  /** A message with every field set to something that is not its default. */
  private static Object full(Class<?> type, int seed) throws Exception {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      if (components[i].getGenericType() instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        Object one = value((Class<?>) arguments[arguments.length - 1], seed + i);
        values[i] =
            types[i] == Optional.class
                ? Optional.of(one)
                : types[i] == Map.class ? Map.of("k" + i, one) : new ArrayList<>(List.of(one, one));
      } else {
        values[i] = value(types[i], seed + i);
      }
    }
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object value(Class<?> type, int seed) throws Exception {
    if (type.isRecord()) {
      return full(type, seed + 1);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[1];
    }
    if (type == long.class || type == Long.class) {
      return 1000L + seed;
    }
    if (type == int.class || type == Integer.class) {
      return seed;
    }
    if (type == double.class) {
      return seed + 0.25;
    }
    if (type == boolean.class) {
      return true;
    }
    return type == Bytes.class ? Bytes.utf8("b" + seed) : "s" + seed;
  }

  @Test
  void copiesItsCollections() {
    List<String> ports = new ArrayList<>(List.of("a"));
    var message =
        LinuxContainerResources.builder()
            .cpusetCpus("0")
            .unified(Map.of("memory.high", "1"))
            .build();
    assertThrows(
        UnsupportedOperationException.class, () -> message.unified().put("memory.max", "2"));
    var config = ContainerConfig.builder().args(ports).build();
    ports.add("b");
    assertEquals(List.of("a"), config.args());
  }
}
