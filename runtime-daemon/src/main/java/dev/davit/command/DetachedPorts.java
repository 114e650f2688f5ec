package dev.davit.command;

import dev.davit.cri.v1.PortMapping;
import dev.davit.cri.v1.Protocol;
import dev.davit.engine.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code [ADDRESS:]HOST-PORT:PORT[/PROTOCOL]}, such as {@code 8080:80} or {@code 53:53/udp}. */
record DetachedPorts(List<String> texts) {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<address>[0-9.]+|\\[[0-9a-fA-F:]+\\]):)?(?<host>[0-9]{1,5}):"
              + "(?<inside>[0-9]{1,5})(?:/(?<protocol>tcp|udp|sctp))?");
  private static final int MOST = 65_535;

  List<PortMapping> mappings() {
    List<PortMapping> mappings = new ArrayList<>();
    for (String text : texts) {
      mappings.add(mapping(text));
    }
    return mappings;
  }

  private static PortMapping mapping(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new OptionException(
          "--publish", "\"" + text + "\": not of the form [ADDRESS:]HOST-PORT:PORT[/tcp|udp|sctp]");
    }
    String address = matcher.group("address");
    String protocol = matcher.group("protocol");
    return PortMapping.builder()
        .hostPort(port(text, matcher.group("host")))
        .containerPort(port(text, matcher.group("inside")))
        .hostIp(address == null ? "" : address.replaceAll("[\\[\\]]", ""))
        .protocol(
            protocol == null ? Protocol.TCP : Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)))
        .build();
  }

  private static int port(String text, String number) {
    int port = Integer.parseInt(number);
    if (port < 1 || port > MOST) {
      throw new OptionException("--publish", "\"" + text + "\": " + port + ": not in 1 to " + MOST);
    }
    return port;
  }
}
