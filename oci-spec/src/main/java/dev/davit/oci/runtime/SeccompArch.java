package dev.davit.oci.runtime;

/** Architectures of libseccomp. */
public enum SeccompArch {
  /** I386. */
  SCMP_ARCH_X86,
  /** X86-64. */
  SCMP_ARCH_X86_64,
  /** X32. */
  SCMP_ARCH_X32,
  /** ARM. */
  SCMP_ARCH_ARM,
  /** Aarch64. */
  SCMP_ARCH_AARCH64,
  /** LoongArch. */
  SCMP_ARCH_LOONGARCH64,
  /** 68000. */
  SCMP_ARCH_M68K,
  /** MIPS. */
  SCMP_ARCH_MIPS,
  /** MIPS, 64 bit. */
  SCMP_ARCH_MIPS64,
  /** MIPS, n32. */
  SCMP_ARCH_MIPS64N32,
  /** MIPS, little endian. */
  SCMP_ARCH_MIPSEL,
  /** MIPS, 64 bit, little endian. */
  SCMP_ARCH_MIPSEL64,
  /** MIPS, n32, little endian. */
  SCMP_ARCH_MIPSEL64N32,
  /** PowerPC. */
  SCMP_ARCH_PPC,
  /** PowerPC, 64 bit. */
  SCMP_ARCH_PPC64,
  /** PowerPC, 64 bit, little endian. */
  SCMP_ARCH_PPC64LE,
  /** S390. */
  SCMP_ARCH_S390,
  /** S390x. */
  SCMP_ARCH_S390X,
  /** PA-RISC. */
  SCMP_ARCH_PARISC,
  /** PA-RISC, 64 bit. */
  SCMP_ARCH_PARISC64,
  /** RISC-V. */
  SCMP_ARCH_RISCV64,
  /** SuperH. */
  SCMP_ARCH_SH,
  /** SuperH, big endian. */
  SCMP_ARCH_SHEB
}
