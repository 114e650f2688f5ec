package dev.davit.runtime.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.linux.seccomp.SeccompRule;
import dev.davit.oci.runtime.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules as the specification has them, in the form that libseccomp takes. */
class SeccompPolicyTest {

  private static List<SeccompRule> rules(String arguments) {
    String spec =
        "{'ociVersion':'1.3.0','root':{'path':'r'},'linux':{'seccomp':{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{"
            + "'names':['personality'],'action':'SCMP_ACT_ERRNO','args':["
            + arguments
            + "]}]}}}";
    return SeccompPolicy.filter(
            Spec.parse(spec.replace('\'', '"')).linux().orElseThrow().seccomp().orElseThrow())
        .rules();
  }

  @Test
  void conditionsOnDifferentArgumentsHoldTogether() {
    List<SeccompRule> rules =
        rules("{'index':0,'value':1,'op':'SCMP_CMP_EQ'},{'index':1,'value':2,'op':'SCMP_CMP_EQ'}");
    assertEquals(List.of(2), rules.stream().map(rule -> rule.conditions().size()).toList());
  }

  @Test
  void ofConditionsOnTheSameArgumentOneIsEnough() {
    List<SeccompRule> rules =
        rules("{'index':0,'value':1,'op':'SCMP_CMP_EQ'},{'index':0,'value':2,'op':'SCMP_CMP_EQ'}");
    assertEquals(List.of(1, 1), rules.stream().map(rule -> rule.conditions().size()).toList());
  }
}
